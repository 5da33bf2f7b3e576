// `ouro replay NOTEBOOK DUMP`: whether what was found in one dump is so in another: did the fix work?
import { readNotebook } from '#heap/findings/notebook.ts';
import type { Finding } from '#heap/findings/finding.ts';
import type { Facts } from '#heap/model/seenRows.ts';
import type { Replayed } from '#heap/model/seenRows.ts';
import { FaultError } from '#heap/base/fault.ts';
import { readFile, stat } from 'node:fs/promises';
import { oneOf, operand, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { printJson, table, terminalSafe, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';

/** A finding is not as `--expect` says. */
const FAILED = 6;
const MOST_BYTES = 64 * 1024 * 1024;

interface Line {
  readonly finding: Finding;
  readonly replayed: Replayed;
}

export async function replay(command: Command, output: Output): Promise<number> {
  const notebook = operand(command, 0, 'a notebook: the JSON that Findings exported');
  const dump = operand(command, 1, 'a dump');
  const expected = oneOf(command, 'expect', ['any', 'same', 'there', 'gone'], 'any');
  const findings = readNotebook(await textOf(notebook));
  let lines: readonly Line[] = [];
  const code = await withHeap({ ...command, operands: [dump] }, output, EVERYTHING, async ({ heap }) => {
    const asked: Line[] = [];
    for (const finding of findings) {
      const { seen, target } = finding;
      const replayed: Replayed = seen === undefined ? { status: 'unknown' } : valueOf(await heap.replay(target, seen));
      asked.push({ finding, replayed });
    }
    lines = asked;
  });
  if (output.json) printJson(output, lines.map(lineOf));
  else print(lines, output);
  return lines.every(({ replayed }) => isExpected(replayed, expected)) ? code : FAILED;
}

/** there: same or changed. What cannot be asked again is never what was expected. */
function isExpected({ status }: Replayed, expected: 'any' | 'same' | 'there' | 'gone'): boolean {
  if (expected === 'there') return status === 'same' || status === 'changed';
  return expected === 'any' || status === expected;
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > MOST_BYTES)
      throw new FaultError({ code: 'findings/unreadable', reason: 'longer than 64 MiB' });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw new FaultError({ code: 'source/unreadable', reason: String(error.code) });
    throw error;
  }
}

function print(lines: readonly Line[], output: Output): void {
  output.out(
    table(lines, [
      { title: 'status', cell: ({ replayed }) => replayed.status },
      { title: 'found by', cell: ({ replayed }) => ('by' in replayed ? replayed.by : '') },
      { title: 'changed', cell: changesOf },
      { title: 'finding', cell: ({ finding }) => terminalSafe(finding.title) },
    ]),
  );
}

function changesOf({ finding, replayed }: Line): string {
  if (!('changed' in replayed)) return '';
  const before: Facts = finding.seen?.facts ?? {};
  return replayed.changed.map((fact) => `${fact} ${before[fact]} -> ${replayed.now.facts[fact]}`).join(', ');
}

function lineOf({ finding, replayed }: Line): object {
  return { id: finding.id, title: finding.title, target: finding.target, seen: finding.seen ?? null, ...replayed };
}
