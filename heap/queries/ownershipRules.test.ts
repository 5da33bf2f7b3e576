import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../base/fault.ts';
import { DEFAULT_OWNERSHIP_RULES } from '../model/ownershipDefaults.ts';
import { parseOwnershipRules, RULE_BOUNDS } from './ownershipRules.ts';

test('every form of a rule is read, with its line', () => {
  expect(
    parseOwnershipRules(
      '# mine\nOWNS 3 app.* cart # strong\n\r\nOWNS app.Session user\nWEAK * parent\nTAG caches app.Cache *\nTAG rows app.Row',
    ),
  ).toEqual([
    { kind: 'owns', line: 2, type: 'app.*', attribute: 'cart', weight: 3 },
    { kind: 'owns', line: 4, type: 'app.Session', attribute: 'user', weight: 1 },
    { kind: 'weak', line: 5, type: '*', attribute: 'parent' },
    { kind: 'tag', line: 6, name: 'caches', type: 'app.Cache', attribute: '*' },
    { kind: 'tag', line: 7, name: 'rows', type: 'app.Row', attribute: undefined },
  ]);
});

test('the rules that come with the program can be read', () => {
  expect(parseOwnershipRules(DEFAULT_OWNERSHIP_RULES).length).toBeGreaterThan(4);
});

describe('a line that cannot be read is named', () => {
  test.each([
    ['OWNS', 1],
    ['\nOWNS 0 a b', 2],
    ['OWNS 101 a b', 1],
    ['OWNS 1.5 a b', 1],
    ['WEAK a', 1],
    ['WEAK a b c', 1],
    ['TAG a', 1],
    ['TAG <script> a', 1],
    [`TAG ${'n'.repeat(65)} a`, 1],
    ['owns a b', 1],
    [`WEAK a b\n${'x'.repeat(501)}`, 2],
    ['WEAK a b\n'.repeat(RULE_BOUNDS.rules + 1), RULE_BOUNDS.rules + 1],
    ['#'.repeat(RULE_BOUNDS.characters + 1), 1],
  ])('%j', (text, line) => {
    expect(outcomeOf(() => parseOwnershipRules(text))).toMatchObject({
      ok: false,
      fault: { code: 'rules/invalid', line, expected: expect.any(String) },
    });
  });
});

test('any text is rules or a fault', () => {
  const word = fc.constantFrom('OWNS', 'WEAK', 'TAG', '3', 'a.B', '*', '\n', '#', '\t', '\0', '𝕏');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word).map((words) => words.join(' ')),
      ),
      (text) => {
        const outcome = outcomeOf(() => parseOwnershipRules(text));
        expect(outcome.ok || outcome.fault.code === 'rules/invalid').toBe(true);
      },
    ),
  );
});
