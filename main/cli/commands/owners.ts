import { readFileSync, statSync } from 'node:fs';
import { fail } from '#heap/base/fault.ts';
import { OWNER_GROUPINGS, type OwnerKind, type OwnerRow, type OwnersAnswer } from '#heap/model/ownerRows.ts';
import { oneOf, wholeNumber, type Command } from '../arguments.ts';
import { RETAINED, valueOf } from '../investigation.ts';
import { bytesText, printFacts, printJson, table, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';

const KINDS: Readonly<Record<OwnerKind, string>> = {
  module: '',
  package: '',
  distribution: '',
  program: '(the program)',
  python: '(Python and its standard library)',
  noFile: '(code without a recorded file)',
  tag: ' (tag)',
  threads: '(threads)',
  interpreter: '(interpreter)',
  outside: '(held from outside the dump)',
};

/** More than rules may have, in any encoding of their characters. */
const MOST_BYTES = 1 << 18;

/** Memory by owner, most first; `--top` of them. */
export function owners(command: Command, output: Output): Promise<number> {
  const top = wholeNumber(command, 'top', 20);
  const by = oneOf(command, 'by', OWNER_GROUPINGS, 'package');
  const path = command.options['rules'];
  const rules = path === undefined ? '' : rulesIn(path);
  return withHeap(command, output, RETAINED, async ({ heap }) => {
    const answer = valueOf(await heap.owners({ by, rules }));
    if (output.json) printJson(output, answerLine(answer, top));
    else print(answer, top, output);
  });
}

function rulesIn(path: string): string {
  let size: number;
  try {
    size = statSync(path).size;
    if (size <= MOST_BYTES) return readFileSync(path, 'utf8');
  } catch {
    fail({ code: 'source/unreadable', reason: 'rules' });
  }
  fail({ code: 'rules/invalid', line: 1, expected: `at most ${MOST_BYTES} bytes` });
}

function print(answer: OwnersAnswer, top: number, output: Output): void {
  output.out(
    table(answer.rows.slice(0, top), [
      { title: 'bytes', cell: (row) => Math.round(row.sole.selfSize + row.share) },
      { title: 'sole', cell: (row) => row.sole.selfSize },
      { title: 'share', cell: (row) => Math.round(row.share) },
      { title: 'of shared', cell: (row) => row.shared.selfSize },
      { title: 'objects', cell: (row) => row.sole.objects },
      { title: 'owner', cell: nameText },
    ]),
  );
  output.out('\n');
  const { shared, unowned, unsplit, unreachable, modulesWithoutFile, idle } = answer;
  const amount = ({ objects, selfSize }: typeof shared): string => `${objects} objects, ${bytesText(selfSize)}`;
  printFacts(output, [
    ['owners', answer.owners],
    ['shared by several', amount(shared)],
    ['alive without an owner', amount(unowned)],
    ['garbage', amount(unreachable)],
    ['shared, too tangled to split', amount(unsplit)],
    ['modules without a recorded file', modulesWithoutFile],
    ...(idle.length === 0 ? [] : [['rules that match nothing, lines', idle.join(', ')] as const]),
  ]);
}

function nameText({ kind, name }: OwnerRow): string {
  return `${name}${KINDS[kind]}`;
}

function answerLine(answer: OwnersAnswer, top: number): object {
  const { by, rows, owners: total, shared, unowned, unsplit, unreachable, modulesWithoutFile, idle } = answer;
  const amount = ({ objects, selfSize }: typeof shared): object => ({ objects, self: selfSize });
  return {
    by,
    owners: total,
    rows: rows.slice(0, top).map((row) => ({
      kind: row.kind,
      name: row.name,
      bytes: row.sole.selfSize + row.share,
      sole: amount(row.sole),
      share: row.share,
      shared: amount(row.shared),
    })),
    shared: amount(shared),
    unowned: amount(unowned),
    unsplit: amount(unsplit),
    unreachable: amount(unreachable),
    modulesWithoutFile,
    idle,
  };
}
