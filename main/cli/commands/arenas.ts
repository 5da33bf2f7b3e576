import { hexAddress } from '#heap/model/addresses.ts';
import type { ArenaRow, MemoryMap, NoMap } from '#heap/model/memoryRows.ts';
import { wholeNumber, type Command } from '../arguments.ts';
import { RETAINED, valueOf } from '../investigation.ts';
import { bytesText, printFacts, printJson, printRows, table, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { OBJECT_COLUMNS, objectLine } from '../rows.ts';
import { withHeap } from '../withHeap.ts';

const WHY: Readonly<Record<NoMap, string>> = {
  notCpython: 'this dump is not of CPython: it has no pymalloc',
  freeThreaded: 'a free-threaded build has no pymalloc: its objects are served by mimalloc',
  otherAllocator: 'the process ran without plain pymalloc (PYTHONMALLOC): its small objects lie in the C library',
  nothingSmall: 'no small object was found to infer pools from',
};

/** Arenas emptiest first, size classes, and what would give arenas back; with a row number the objects that hold one arena. */
export function arenas(command: Command, output: Output): Promise<number> {
  const top = wholeNumber(command, 'top', 20);
  const arena = command.operands[1];
  return withHeap(command, output, RETAINED, async ({ heap }) => {
    const answer = valueOf(await heap.memoryMap());
    if (answer.kind === 'none') {
      if (output.json) printJson(output, { source: null, why: answer.why });
      else output.out(`no map: ${WHY[answer.why]}\n`);
      return;
    }
    if (arena !== undefined) {
      const row = Number(arena.replace(/^#/, ''));
      const rows = (await firstRows(top, (page) => heap.arenaPins(row, page))).map(objectLine);
      printRows(output, rows, rows, OBJECT_COLUMNS);
    } else if (output.json) printJson(output, mapLine(answer.map, top));
    else printMap(answer.map, top, output);
  });
}

function printMap(map: MemoryMap, top: number, output: Output): void {
  const returned = promise(map);
  printFacts(output, [
    [
      'pools',
      `${map.pools} of ${bytesText(map.poolBytes)} (${map.source === 'recorded' ? 'recorded' : 'inferred, at least'})`,
    ],
    ['arenas', `${map.arenas} of ${bytesText(map.arenaBytes)}`],
    ['in used blocks', bytesText(map.usedBytes)],
    ['in free blocks', bytesText(map.freeBytes)],
    ['in headers and tails', bytesText(map.lostBytes)],
    ['blocks', `${map.blocks.objects} objects, ${map.blocks.tables} tables of objects, ${map.blocks.others} others`],
    [
      'can come back',
      `at least ${returned.arenas} arenas, ${bytesText(returned.bytes)}, when ${returned.objects} objects end`,
    ],
  ]);
  output.out('\n');
  output.out(
    table(map.classes, [
      { title: 'block', cell: (row) => row.block },
      { title: 'pools', cell: (row) => row.pools },
      { title: 'used', cell: (row) => row.used },
      { title: 'free', cell: (row) => row.free },
      { title: 'lost', cell: (row) => row.lost },
    ]),
  );
  output.out('\n');
  output.out(
    table(map.rows.slice(0, top), [
      { title: 'arena', cell: (row) => `#${row.arena}` },
      { title: 'address', cell: (row) => hexAddress(row.address) },
      { title: 'pools', cell: (row) => row.pools },
      { title: 'live', cell: (row) => row.liveBytes },
      { title: 'pins', cell: (row) => row.pins },
      { title: 'others', cell: (row) => row.others },
      { title: 'returns', cell: (row) => row.returns },
      { title: 'mostly', cell: (row) => row.type },
    ]),
  );
}

function mapLine(map: MemoryMap, top: number): object {
  const { source, poolBytes, arenaBytes, pools, usedBytes, freeBytes, lostBytes, blocks, classes } = map;
  const rows = map.rows.slice(0, top).map(arenaLine);
  const plan = { ...promise(map), keeps: map.plan.keeps };
  return {
    source,
    poolBytes,
    arenaBytes,
    pools,
    arenas: map.arenas,
    usedBytes,
    freeBytes,
    lostBytes,
    blocks,
    classes,
    plan,
    rows,
  };
}

function arenaLine(row: ArenaRow): object {
  const { arena, address, pools, liveBytes, blocks, pins, others, eternal, returns, type, ofType } = row;
  return {
    arena,
    address: hexAddress(address),
    pools,
    live: liveBytes,
    blocks,
    pins,
    others,
    eternal,
    returns,
    type,
    ofType,
  };
}

/** What the whole plan gives back, less the arena that the allocator may keep. */
function promise({ plan, arenaBytes }: MemoryMap): {
  readonly arenas: number;
  readonly bytes: number;
  readonly objects: number;
} {
  const arenas = Math.max(0, plan.arenas.length - plan.keeps);
  return { arenas, bytes: arenas * arenaBytes, objects: plan.objects.at(-1) ?? 0 };
}
