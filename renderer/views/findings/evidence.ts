// Evidence as it is stored, in the words and figures of the page.
import type { EvidenceLine } from '#heap/findings/finding.ts';
import { VERDICTS } from '#heap/model/rows.ts';
import { bytes, count } from '../../ui/formatting.ts';
import { words } from '../../words/words.ts';

const BYTES = ['selfSize', 'retained', 'bytes'];
const COUNTS = ['objects', 'islands', 'copies', 'values', 'entries', 'excess'];

/** Stored values are raw numbers or text that was on screen; text stays as it is. */
export function evidenceText({ label, value }: EvidenceLine): EvidenceLine {
  return { label: words.notebook.labels[label] ?? label, value: figure(label, value) };
}

function figure(label: string, value: string): string {
  if (/^\d{1,15}$/.test(value)) {
    if (BYTES.includes(label)) return bytes(Number(value));
    if (COUNTS.includes(label)) return count(Number(value));
  }
  const verdict = label === 'verdict' ? VERDICTS.find((known) => known === value) : undefined;
  return verdict === undefined ? value : words.verdicts[verdict];
}
