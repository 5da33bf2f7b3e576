// Words and number forms for labels inside the drawing.
import type { Wording } from './drawing.ts';
import type { GraphWords } from '../words/cycles.contract.ts';

export interface NumberForms {
  bytes(bytes: number): string;
  count(count: number): string;
}

export function wordingOf(words: GraphWords, forms: NumberForms): Wording {
  const { more, ofType, ofTypes, self, group, root, module } = words;
  return { bytes: forms.bytes, count: forms.count, more, ofType, ofTypes, self, group, root, module };
}
