import { hexAddress } from '#heap/model/addresses.ts';
import type { Advice, AdviceKind, AdviceRow } from '#heap/model/adviceRows.ts';
import { wholeNumber, type Command } from '../arguments.ts';
import { valueOf } from '../investigation.ts';
import { bytesText, printJson, table, terminalSafe, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';

/** What to do, and the formula behind `after`. */
const HOW: Readonly<Record<AdviceKind, string>> = {
  listSlack: 'copy: a slice has room for its items only (56 + 8 an item)',
  dictSlack: 'copy: a dict that lost most of its items keeps its table',
  setSlack: 'copy: a copy has a table for its items only',
  emptyContainers: 'None or one shared tuple where nothing is ever added',
  slots: '__slots__ or @dataclass(slots=True): 32 + 8 a name, no dict',
  keySharing: 'set attributes in one order in __init__, delete none: the class keeps the keys',
  duplicates: 'one object for equal values: sys.intern, or a dict of them',
  keyCopies: 'sys.intern the keys: an equal interned text exists or could',
  equalTuples: 'one object for equal tuples: a dict of them',
  wideTexts: 'one wide character makes all of a text 2 or 4 bytes each: split or replace it',
  views: 'bytes(view) of the part, then drop the view: the whole buffer lives for it',
};

/** What containers, classes and values could save, most bytes first. */
export function advise(command: Command, output: Output): Promise<number> {
  return printed(command, output, () => true);
}

/** Equal values by type. */
export function duplicates(command: Command, output: Output): Promise<number> {
  const kinds: readonly AdviceKind[] = ['duplicates', 'keyCopies', 'equalTuples'];
  return printed(command, output, ({ kind }) => kinds.includes(kind));
}

function printed(command: Command, output: Output, wanted: (row: AdviceRow) => boolean): Promise<number> {
  const top = wholeNumber(command, 'top', 20);
  return withHeap(command, output, [], async ({ heap }) => {
    const { rows, totals, unknown } = valueOf(await heap.advice());
    const shown = rows.filter(wanted).slice(0, top);
    if (output.json) printJson(output, { rows: shown.map(line), totals, unknown });
    else print(output, { rows: shown, totals, unknown });
  });
}

function line({ examples, now, after, ...row }: AdviceRow): object {
  const addresses = examples.map(({ address }) => hexAddress(address));
  return { ...row, now, after, saving: now - after, how: HOW[row.kind], examples: addresses };
}

function print(output: Output, { rows, unknown }: Advice): void {
  const kinds = new Set(rows.map(({ kind }) => kind));
  output.out(
    table(rows, [
      { title: 'saves', cell: (row) => row.now - row.after },
      { title: 'size', cell: (row) => bytesText(row.now - row.after) },
      { title: 'of', cell: (row) => bytesText(row.now) },
      { title: 'objects', cell: (row) => row.objects },
      { title: 'check', cell: (row) => row.kind },
      { title: 'sure', cell: (row) => row.confidence },
      { title: 'type', cell: (row) => terminalSafe(row.type) },
      { title: 'example', cell: (row) => (row.examples[0] === undefined ? '-' : hexAddress(row.examples[0].address)) },
    ]),
  );
  output.out('\n');
  for (const kind of kinds) output.out(`${kind}: ${HOW[kind]}\n`);
  output.out(
    '\nthe objects of a row: ouro search DUMP "saves:CHECK type:TYPE"; rows may share objects: they do not add up\n',
  );
  if (unknown.length > 0) output.out(`not recorded in this dump: ${unknown.join(', ')}\n`);
}
