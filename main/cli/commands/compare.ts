// `ouro compare A B [C ...]`: what is new, gone and survived in the last dump, and how every group went.
import type { AnalysisId } from '#heap/analyses/results.ts';
import { FaultError } from '#heap/base/fault.ts';
import {
  COMPARE_GROUPINGS,
  MOST_DUMPS,
  type CompareGrouping,
  type CompareRow,
  type Comparison,
} from '#heap/model/compareRows.ts';
import type { Progress } from '#heap/base/task.ts';
import { proxy } from 'comlink';
import { basename } from 'node:path';
import { openDump, type OpenIndex } from '#main/loading/open.ts';
import { oneOf, operand, UsageError, wholeNumber, type Command } from '../arguments.ts';
import { companionsOf, valueOf } from '../investigation.ts';
import { bytesText, printFacts, printJson, progressText, table, terminalSafe, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';

const NEEDED: Readonly<Record<CompareGrouping, readonly AnalysisId[]>> = {
  type: [],
  site: [],
  component: ['componentsDefault'],
  path: ['referrers', 'refcounts', 'collector', 'rootSet', 'distances'],
  owner: ['referrers', 'refcounts', 'collector', 'rootSet', 'dominators'],
  dominator: ['referrers', 'refcounts', 'collector', 'rootSet', 'dominators'],
};

export async function compare(command: Command, output: Output): Promise<number> {
  const by = oneOf(command, 'by', COMPARE_GROUPINGS, 'type');
  const top = wholeNumber(command, 'top', 20, 500);
  operand(command, 1, 'a second dump');
  if (command.operands.length > MOST_DUMPS) throw new UsageError(`compare: at most ${MOST_DUMPS} dumps`);
  const paths = command.operands.slice(0, -1);
  const last = command.operands.at(-1) ?? '';
  const others: OpenIndex[] = [];
  try {
    for (const path of paths) others.push(await opened(command, path, output));
    const without = NEEDED[by].length > 0 ? [] : (['references.label', 'objects.refcount'] as const);
    return await withHeap(
      { ...command, operands: [last] },
      output,
      NEEDED[by],
      async ({ heap }) => {
        const request = {
          others: others.map(({ folder, manifest }, i) => ({
            source: { kind: 'folder', path: folder } as const,
            manifest,
            name: basename(paths[i] ?? ''),
          })),
          name: basename(last),
          by,
        };
        const onProgress = proxy((progress: Progress) => output.progress(progressText(progress)));
        const answer = valueOf(await heap.compare(request, undefined, onProgress));
        output.progress('');
        if (!answer.done) return;
        if (output.json) printJson(output, lineOf(answer.value, top));
        else print(answer.value, top, output);
      },
      () => without,
    );
  } finally {
    for (const other of others) await other.close();
  }
}

async function opened(command: Command, path: string, output: Output): Promise<OpenIndex> {
  const outcome = await openDump(
    path,
    { companions: companionsOf(command) },
    { onProgress: (progress) => output.progress(progressText(progress)) },
  );
  if (!outcome.ok) throw new FaultError(outcome.fault);
  return outcome.value;
}

function print(answer: Comparison, top: number, output: Output): void {
  const { dumps, totals } = answer;
  for (const [i, dump] of dumps.entries()) {
    const kinship = dump.kinship === undefined ? '' : `, ${KINSHIPS[dump.kinship]}`;
    output.out(`${i + 1}  ${terminalSafe(dump.name)}  ${dump.objects} objects, ${bytesText(dump.bytes)}${kinship}\n`);
  }
  if (answer.backwards) output.out('a dump is older than the one before it: what is called new was there earlier\n');
  output.out('\n');
  output.out(
    table(answer.rows.slice(0, top), [
      { title: 'bytes', cell: (row) => row.bytes.at(-1) },
      { title: 'change', cell: (row) => signed((row.bytes.at(-1) ?? 0) - (row.bytes[0] ?? 0)) },
      { title: 'objects', cell: (row) => row.objects.join(' ') },
      { title: 'new', cell: (row) => row.added?.objects },
      { title: 'gone', cell: (row) => row.gone?.objects },
      { title: 'survived', cell: (row) => row.survived?.objects },
      { title: 'unproven', cell: (row) => row.unproven?.objects },
      { title: 'trend', cell: (row) => row.trend },
      { title: answer.by, cell: nameText },
    ]),
  );
  output.out('\n');
  const amount = (part: keyof typeof totals): string => {
    const of = totals[part];
    return of === undefined
      ? 'not known: the dumps are of different processes'
      : `${of.objects} objects, ${bytesText(of.selfSize)}`;
  };
  printFacts(output, [
    ['new', amount('added')],
    ['gone', amount('gone')],
    ['survived', amount('survived')],
    ['unproven (same address, type and length)', amount('unproven')],
    ['addresses that hold another object now', answer.reused],
  ]);
}

const KINSHIPS = {
  process: 'the same process',
  assumed: 'taken for the same process: the number agrees, its start is not recorded',
  ids: 'matched by the ids of the snapshots',
  none: 'another process: matched by name only',
} as const;

function signed(bytes: number): string {
  return `${bytes < 0 ? '-' : '+'}${bytesText(Math.abs(bytes))}`;
}

function nameText({ name, was }: CompareRow): string {
  return was === undefined ? name : `${name} (was ${was})`;
}

function lineOf(answer: Comparison, top: number): object {
  const amount = (of: CompareRow['added']): object | null =>
    of === undefined ? null : { objects: of.objects, self: of.selfSize };
  const parts = ({ added, gone, survived, unproven }: Comparison['totals']): object => ({
    new: amount(added),
    gone: amount(gone),
    survived: amount(survived),
    unproven: amount(unproven),
  });
  return {
    by: answer.by,
    dumps: answer.dumps.map((dump) => ({ ...dump, kinship: dump.kinship ?? null })),
    backwards: answer.backwards,
    groups: answer.groups,
    ...parts(answer.totals),
    reused: answer.reused,
    rows: answer.rows.slice(0, top).map((row) => ({
      name: row.name,
      was: row.was ?? null,
      objects: row.objects,
      bytes: row.bytes,
      trend: row.trend,
      slope: row.slope,
      ...parts(row),
    })),
  };
}
