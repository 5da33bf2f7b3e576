// Tables and columns against the older exports of the same heap, and against what the analyses say, on random heaps.
import { beforeAll, describe, expect, test } from 'vitest';
import { NONE } from '#heap/base/brand.ts';
import { openLedger } from '#heap/base/column.ts';
import { histogramOf } from '#heap/model/histogram.ts';
import type { Heap } from '#heap/model/heap.ts';
import { SQL_MACROS, SQL_TABLE_NAMES, sqlTable } from '#heap/model/sqlTables.ts';
import { exportChunk, type ExportTable } from '#heap/queries/exportTable.ts';
import { analysed } from '#heap/testing/analysed.ts';
import { draw } from '#heap/testing/draw.ts';
import { randomFrom, randomHeap } from '#heap/testing/random.ts';
import { COMPILED, sqlOver, type SqlOver } from '../testing/sqlOver.ts';

const heap: Heap = randomHeap(randomFrom(20_261_123), 400);
const results = analysed(heap);
let sql: SqlOver;
beforeAll(async () => {
  sql = await sqlOver(heap, results);
}, COMPILED);

function exported(table: ExportTable): readonly Readonly<Record<string, unknown>>[] {
  const histogram = histogramOf(heap.types.length, heap.objects.type, heap.objects.selfSize, openLedger());
  const chunk = exportChunk(heap, results, histogram, { table, columns: [], format: 'ndjson', first: 0, count: 1e6 });
  return chunk.text
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
}

/** What the older exports write: 0 and 1, addresses as hexadecimal text. */
function address(value: unknown): unknown {
  return heap.manifest.identity === 'id' ? value : `0x${Number(value).toString(16)}`;
}

describe('tables over a random heap', () => {
  test('objects say what the export of objects says', async () => {
    const rows = await sql.rows('select * from objects order by id');
    const theirs = exported('objects');
    expect(rows).toHaveLength(theirs.length);
    const at = (row: unknown): unknown => (row === null ? null : address(heap.objects.address[Number(row)]));
    const ours = rows.map((row) => ({
      address: address(row['address']),
      type: row['type'],
      self: row['self'],
      retained: row['retained'],
      idom: at(row['dominator']),
      distance: row['depth'],
      refcount: row['refcount'],
      generation: row['generation'],
      component: row['component'],
      length: row['length'],
      tracked: Number(row['tracked']),
      immortal: Number(row['immortal']),
      dumper: Number(row['dumper']),
      excess: row['excess'],
      explanation: row['explanation'],
    }));
    expect(ours).toEqual(theirs.map(({ id: _id, verdict: _verdict, preview: _preview, ...rest }) => rest));
    expect(rows.map((row) => row['id'])).toEqual(rows.map((_, row) => row));
  });

  test('refs say what the export of references says', async () => {
    const rows = await sql.rows('select * from refs order by id');
    const ours = rows.map((row) => ({
      from: address(heap.objects.address[Number(row['source'])]),
      to: address(heap.objects.address[Number(row['target'])]),
      kind: row['kind'],
      hidden: Number(row['hidden']),
    }));
    expect(ours).toEqual(exported('references').map(({ label: _label, ...rest }) => rest));
  });

  test('types say what the export of types says', async () => {
    const rows = await sql.rows(
      'select name as type, instances as count, self, retained, basicsize from types order by id',
    );
    expect(rows).toEqual(exported('types').map(({ address: _address, ...rest }) => rest));
  });

  test('components, roots and paths', async () => {
    const { componentsDefault: found, cycleRetained, distances } = results;
    expect(await sql.rows('select * from components order by id')).toEqual(
      Array.from({ length: found.length }, (_, id) => ({
        id,
        objects: found.first[id + 1]! - found.first[id]!,
        refs: found.references[id],
        self: found.selfSize[id],
        retained: cycleRetained[id],
      })),
    );
    expect(await sql.rows('select object from roots')).toEqual(
      Array.from(heap.roots.object, (object) => ({ object: object === NONE ? null : object })),
    );
    const reached = [...distances.depth.keys()].filter((row) => distances.depth[row] !== NONE);
    const deepest = reached.reduce((best, row) => (distances.depth[row]! > distances.depth[best]! ? row : best));
    expect(distances.depth[deepest]).toBeGreaterThan(2);
    const path = await sql.rows(`select * from path(${deepest})`);
    expect(path.at(-1)).toMatchObject({ id: deepest });
    expect(path).toHaveLength(distances.depth[deepest]! + 1);
    for (let step = 1; step < path.length; step++) {
      const [holder, held] = [Number(path[step - 1]!['id']), Number(path[step]!['id'])];
      const targets = heap.references.target.subarray(
        heap.references.first[holder]!,
        heap.references.first[holder + 1]!,
      );
      expect([...targets]).toContain(held);
    }
  });

  test('every column of every table can be read alone and with all others', async () => {
    for (const table of SQL_TABLE_NAMES) {
      const { columns } = sqlTable(table);
      const whole = await sql.rows(`select * from ${table}`);
      for (const column of Object.keys(columns)) {
        const alone = await sql.rows(`select "${column}" from ${table}`);
        expect(
          alone.map((row) => row[column]),
          `${table}.${column}`,
        ).toEqual(whole.map((row) => row[column]));
      }
    }
  });

  test('macros', async () => {
    expect(SQL_MACROS.map(({ name }) => name)).toEqual([
      'retained',
      'type_of',
      'text_of',
      'hex',
      'path',
      'owners',
      'holders',
    ]);
    const [row] = await sql.rows('select retained(5) r, type_of(5) t, text_of(999999) x, hex(255) h');
    const [object] = await sql.rows('select retained r, type t from objects where id = 5');
    expect(row).toEqual({ ...object, x: null, h: '0xff' });
    const chain = await sql.rows('from owners(5)');
    expect(chain[0]).toMatchObject({ step: 0, id: 5 });
    const holders = await sql.rows('select id from holders(5) order by 1');
    expect(holders).toEqual(await sql.rows('select source as id from refs where target = 5 order by 1'));
  });
});

test('words sort as text, duplicates of a name are one word, and odd names survive', async () => {
  const { heap: named } = draw(
    'root -> a; root -> b; root -> c; root -> d; a: type=z.Last size=1; b: type=a.First size=2; c: type=z.Last size=4; d: type=é"\'x size=8',
  );
  const odd = await sqlOver(named, analysed(named));
  const rows = await odd.rows(
    "select type, sum(self) n from objects where type <> 'app.Thing' group by type order by type",
  );
  expect(rows).toEqual([
    { type: 'a.First', n: 2 },
    { type: 'z.Last', n: 5 },
    { type: 'é"\'x', n: 8 },
  ]);
});

test('what the dump does not record is NULL, what is not computed yet is a fault', async () => {
  const { heap: bare } = draw('root -> a', { without: ['refcounts'] });
  const open = await sqlOver(bare, {});
  expect(await open.rows('select refcount, excess from objects limit 1')).toEqual([{ refcount: null, excess: null }]);
  expect(await open.ask('select retained from objects')).toMatchObject({
    ok: false,
    fault: { code: 'analysis/needs', missing: ['dominators'] },
  });
});
