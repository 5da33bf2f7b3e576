// The few objects whose attributes are worth a second look: type objects, and the module `sys`.
import { nameOf } from './attributeNames.ts';
import { addressOf, TRAIT } from './layout.ts';
import type { Pass } from './pass.ts';

/** How the text of a type object begins. */
export const CLASS_FORMS: readonly string[] = ["<class '", "<enum '", "<flag '"];
const SYS_FORM = "<module 'sys'";

/** The record from `start` on, its attributes and its text, is whole. */
export function lookInside(pass: Pass, traits: number, start: number, attributesAt: number, text: number): void {
  const { bytes } = pass;
  // Without a text it can only be an instance of `type` itself.
  const isType = (traits & TRAIT.type) !== 0;
  if (!isType && bytes[text + 2] !== LESS) return;
  if (isType || CLASS_FORMS.some((form) => begins(bytes, text + 2, pass.at, form)))
    keepClass(pass, start, attributesAt);
  else if (begins(bytes, text + 2, pass.at, SYS_FORM)) keepInterpreter(pass, attributesAt);
}

const LESS = 0x3c;

function begins(bytes: Uint8Array, from: number, to: number, letters: string): boolean {
  if (to - from < letters.length) return false;
  for (let i = 0; i < letters.length; i++) if (bytes[from + i] !== letters.charCodeAt(i)) return false;
  return true;
}

function keepClass(pass: Pass, start: number, attributesAt: number): void {
  const { view, classes, names, bytes } = pass;
  classes.owner.push(addressOf(view.getUint32(start), view.getUint32(start + 4)));
  let at = attributesAt + 4;
  for (let left = view.getUint32(attributesAt); left > 0; left--) {
    const code = view.getInt16(at);
    const value = at + 2 + Math.max(0, code);
    classes.name.push(nameOf(names, code, bytes, at + 2));
    classes.value.push(addressOf(view.getUint32(value), view.getUint32(value + 4)));
    at = value + 8;
  }
  classes.first.push(classes.name.length);
}

/** The first module that says it is `sys` is believed. */
function keepInterpreter(pass: Pass, attributesAt: number): void {
  const { view, names, bytes, interpreter, draft } = pass;
  if (interpreter.modules !== 0) return;
  let at = attributesAt + 4;
  for (let left = view.getUint32(attributesAt); left > 0; left--) {
    const code = view.getInt16(at);
    const value = at + 2 + Math.max(0, code);
    const name = draft.strings.textAt(nameOf(names, code, bytes, at + 2));
    if (name === 'modules' || name === 'version' || name === 'hexversion') {
      interpreter[name] = addressOf(view.getUint32(value), view.getUint32(value + 4));
    }
    at = value + 8;
  }
}
