// Rules of ownership as text: which references own, which do not, and what gets a name of its own.
//
//   text  = line { newline line }
//   line  = [ rule ] [ "#" anything ]
//   rule  = "OWNS" [ weight ] type attribute       of all references to an object those with the greatest weight own it
//         | "WEAK" type attribute                   the reference owns nothing
//         | "TAG" name type [ attribute ]           what the reference leads to, or instances of the type, belong to `name`
//   type, attribute = glob in which "*" is any run of characters, either case; weight = 1 .. 100 (1 when left out); name = letters, digits, "_", ".", "-"
//
// A reference no OWNS rule matches has weight 0. Of several rules that match one reference the last one counts.
import { fail } from '../base/fault.ts';

export type OwnershipRule =
  | {
      readonly kind: 'owns';
      readonly line: number;
      readonly type: string;
      readonly attribute: string;
      readonly weight: number;
    }
  | { readonly kind: 'weak'; readonly line: number; readonly type: string; readonly attribute: string }
  | {
      readonly kind: 'tag';
      readonly line: number;
      readonly type: string;
      /** Undefined: the instances themselves. */
      readonly attribute: string | undefined;
      readonly name: string;
    };

export const RULE_BOUNDS = { characters: 65_536, line: 500, rules: 500, weight: 100, name: 64 } as const;

/** Fault `rules/invalid` with the line, from 1, and what would do. O(characters). */
export function parseOwnershipRules(text: string): readonly OwnershipRule[] {
  if (text.length > RULE_BOUNDS.characters)
    fail({ code: 'rules/invalid', line: 1, expected: `at most ${RULE_BOUNDS.characters} characters` });
  const rules: OwnershipRule[] = [];
  for (const [i, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = i + 1;
    if (raw.length > RULE_BOUNDS.line)
      fail({ code: 'rules/invalid', line, expected: `at most ${RULE_BOUNDS.line} characters in a line` });
    const comment = raw.indexOf('#');
    const words = (comment < 0 ? raw : raw.slice(0, comment)).split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) continue;
    if (rules.length >= RULE_BOUNDS.rules)
      fail({ code: 'rules/invalid', line, expected: `at most ${RULE_BOUNDS.rules} rules` });
    rules.push(parseRule(words, line));
  }
  return rules;
}

const FORMS = {
  OWNS: 'OWNS [1-100] TYPE ATTRIBUTE',
  WEAK: 'WEAK TYPE ATTRIBUTE',
  TAG: 'TAG NAME TYPE [ATTRIBUTE]',
} as const;

function parseRule(words: readonly string[], line: number): OwnershipRule {
  const [word = '', ...rest] = words;
  switch (word) {
    case 'OWNS':
      return owns(rest, line);
    case 'WEAK': {
      const [type, attribute] = rest;
      if (rest.length !== 2) fail({ code: 'rules/invalid', line, expected: FORMS.WEAK });
      return { kind: 'weak', line, type, attribute };
    }
    case 'TAG': {
      const [name = '', type, attribute] = rest;
      const isName = /^[\p{L}\p{N}_.-]+$/u.test(name) && name.length <= RULE_BOUNDS.name;
      if (rest.length < 2 || rest.length > 3 || !isName) fail({ code: 'rules/invalid', line, expected: FORMS.TAG });
      return { kind: 'tag', line, name, type, attribute };
    }
    default:
      return fail({ code: 'rules/invalid', line, expected: Object.values(FORMS).join(', ') });
  }
}

function owns(rest: readonly string[], line: number): OwnershipRule {
  const weight = rest.length === 3 ? Number(rest[0]) : 1;
  const [type, attribute] = rest.slice(-2);
  const isWeight = Number.isInteger(weight) && weight >= 1 && weight <= RULE_BOUNDS.weight;
  if (rest.length < 2 || rest.length > 3 || !isWeight) fail({ code: 'rules/invalid', line, expected: FORMS.OWNS });
  return { kind: 'owns', line, type, attribute, weight };
}
