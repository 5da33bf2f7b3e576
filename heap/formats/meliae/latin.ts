// In Python 3 a `str` is text: what was shown as bytes while the version was not known is shown as letters.
import type { Ledger } from '../../base/column.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import { DraftStrings } from '../../model/draftStrings.ts';
import { textOf } from '../jsonText.ts';
import type { Reading } from './reading.ts';

/** Writes the previews anew where some of them are `str` with U+0080 to U+00FF. O(bytes of all previews), or nothing. */
export function showLetters({ draft, latin }: Reading, ledger: Ledger): void {
  if (latin.length === 0) return;
  const { previews } = draft;
  const { length, offset, bytes } = previews.texts.finish();
  const texts = new DraftStrings('previews', ledger);
  const rows = latin.finish();
  let next = 0;
  for (let i = 0; i < length; i++) {
    if (rows[next] !== i) {
      texts.append(bytes, offset[i], offset[i + 1]);
      continue;
    }
    next++;
    const text = encodeUtf8(lettersOf(textOf(bytes, offset[i], offset[i + 1])));
    texts.append(text, 0, text.length);
  }
  previews.texts.drop();
  previews.texts = texts;
}

function lettersOf(shown: string): string {
  return shown.replace(/\\x([89a-f][\da-f])/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
