import type { RssPart } from '#heap/model/memoryRows.ts';
import type { Command } from '../arguments.ts';
import { valueOf } from '../investigation.ts';
import { bytesText, printFacts, printJson, table, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';

const PARTS: Readonly<Record<RssPart, string>> = {
  objects: 'small objects and their tables',
  otherBlocks: 'other used blocks of pymalloc',
  freeBlocks: 'free blocks in used pools',
  freePools: 'empty pools',
  overhead: 'headers, tails, alignment',
  bigBlocks: 'blocks over 512 B',
  buffers: 'native buffers: arrays, bytearrays',
  libcFree: 'free in the C library',
  tracing: 'tracemalloc itself',
  stacks: 'stack of the main thread',
  files: 'pages of files: code, libraries',
  unexplained: 'unexplained',
};

/** Resident memory as parts that add up to it. */
export function rss(command: Command, output: Output): Promise<number> {
  return withHeap(command, output, [], async ({ heap }) => {
    const waterfall = valueOf(await heap.rss());
    if (waterfall === undefined) {
      if (output.json) printJson(output, { resident: null });
      else output.out('this dump does not say how much memory was resident\n');
      return;
    }
    if (output.json) {
      printJson(output, waterfall);
      return;
    }
    const { resident, rows, missing, proportional, privateDirty, peak, swapped } = waterfall;
    output.out(
      table(rows, [
        { title: 'bytes', cell: (row) => row.bytes },
        { title: 'size', cell: (row) => bytesText(row.bytes) },
        { title: 'source', cell: (row) => row.source },
        { title: 'part', cell: (row) => PARTS[row.part] },
      ]),
    );
    output.out('\n');
    printFacts(output, [
      ['resident', `${resident} (${bytesText(resident)})`],
      ['proportional', proportional],
      ['private dirty', privateDirty],
      ['peak', peak],
      ['swapped', swapped],
      ['not told apart', missing.map((part) => PARTS[part]).join(', ')],
    ]);
  });
}
