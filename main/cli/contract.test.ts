// The contract of the command line, on the built program and the bundled sample.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';

const BUILT = existsSync(resolve('out/main/ouro.js'));
const SAMPLE = resolve('samples/demo.ouro');
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Truth {
  readonly session_leak: { readonly first: string; readonly entries: number };
  readonly leaked_references: Readonly<Record<string, number>>;
  readonly garbage: Readonly<Record<string, number>>;
}
const truth = (): Truth => JSON.parse(readFileSync('samples/demo.truth.json', 'utf8'));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ouro(...args: readonly string[]): Ended {
  const result = spawnSync(process.execPath, [resolve('bin/ouro.mjs'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, OUROBOROS_CACHE: join(folder, 'cache'), OUROBOROS_DATA: join(folder, 'data') },
  });
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

function json<Value>(...args: readonly string[]): Value {
  const ended = ouro(...args, '--json');
  expect(ended.code, ended.stderr).toBe(0);
  return JSON.parse(ended.stdout);
}

type Row = Readonly<Record<string, never>> & Readonly<Record<string, unknown>>;

describe.skipIf(!BUILT)('the command line (reason to skip: out/ is not built)', () => {
  test('info', () => {
    expect(json<Row>('info', SAMPLE)).toMatchObject({
      format: 'ouro',
      version: '1.0',
      counts: {
        objects: expect.any(Number),
        references: expect.any(Number),
        types: expect.any(Number),
        roots: expect.any(Number),
      },
      totalSelfSize: expect.any(Number),
      completeness: { status: 'complete' },
      capabilities: expect.arrayContaining(['refcounts', 'generations', 'labels']),
    });
  });

  test.each(['count', 'self', 'retained'])('types --sort %s', (sort) => {
    const rows = json<{ [key: string]: number }[]>('types', SAMPLE, '--sort', sort, '--top', '7');
    expect(rows).toHaveLength(7);
    const values = rows.map((row) => row[sort] ?? 0);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(['count', 'retained', 'self', 'type']);
  });

  test('allocations: a dump without any says so, and has no row', () => {
    expect(json('allocations', SAMPLE)).toMatchObject({ calls: 0, rows: [], traced: { objects: 0, bytes: 0 } });
    expect(ouro('allocations', SAMPLE).stdout).toContain('start tracemalloc');
    expect(ouro('allocations', SAMPLE, '--by', 'type').code).toBe(2);
  });

  test('advise: bytes now and after by check and type, and the query that lists the objects', () => {
    const { rows, totals } = json<{ rows: Row[]; totals: Row[] }>('advise', SAMPLE, '--top', '50');
    const slots = rows.find((row) => row['kind'] === 'slots' && row['type'] === 'shop.models.Session');
    expect(slots).toMatchObject({ objects: 400, saving: Number(slots?.['now']) - Number(slots?.['after']) });
    expect(json('search', SAMPLE, 'saves:slots type:shop.models.Session', '--top', '1000')).toHaveLength(400);
    expect(totals.map((total) => total['kind'])).toContain('duplicates');
    const copies = json<{ rows: Row[] }>('duplicates', SAMPLE).rows.map((row) => row['kind']);
    expect(new Set(copies)).toEqual(new Set(['duplicates', 'keyCopies', 'equalTuples']));
  });

  test('arenas: size classes, what can come back, and the objects that hold one', () => {
    const map = json<Row>('arenas', SAMPLE, '--top', '4');
    expect(map).toMatchObject({ source: 'recorded', poolBytes: 16384, plan: { keeps: expect.any(Number) } });
    const rows = map['rows'] as Row[];
    expect(rows).toHaveLength(4);
    expect(rows.map((row) => row['live'])).toEqual(
      rows.map((row) => row['live']).sort((a, b) => Number(a) - Number(b)),
    );
    const pins = json<Row[]>('arenas', SAMPLE, '#0', '--top', '500');
    expect(pins.length).toBe(Math.min(500, Number(rows[0]?.['pins'])));
  });

  test('top, object, references, referrers, paths', () => {
    const { first } = truth().session_leak;
    const top = json<Row[]>('top', SAMPLE, '--by', 'retained', '--top', '3');
    expect(Object.keys(top[0] ?? {})).toEqual(
      expect.arrayContaining(['id', 'address', 'type', 'self', 'retained', 'refcount', 'preview']),
    );
    expect(json<Row>('object', SAMPLE, first)).toMatchObject({
      id: first,
      type: 'shop.models.Session',
      expression: "shop.app.sessions['u1']",
      balance: { recorded: 2, inside: 1, outside: 1, excess: 0 },
    });
    expect(json<Row[]>('referrers', SAMPLE, first)).toEqual(
      expect.arrayContaining([expect.objectContaining({ label: "['u1']", kind: 'value', type: 'dict' })]),
    );
    expect(json<Row[]>('references', SAMPLE, first)).toEqual(
      expect.arrayContaining([expect.objectContaining({ label: '.user', type: 'shop.models.User' })]),
    );
    const paths = json<{ expression: string; steps: Row[] }[]>('paths', SAMPLE, first, '--limit', '2');
    expect(paths[0]?.expression).toBe("shop.app.sessions['u1']");
    expect(paths[0]?.steps.at(-1)).toMatchObject({ id: first, entry: true });
  });

  test('cycles under each lens', () => {
    const sizes = ['all', 'instances', 'default'].map((lens) => {
      const rows = json<{ objects: number }[]>('cycles', SAMPLE, '--lens', lens, '--top', '2000');
      return Math.max(...rows.map((row) => row.objects));
    });
    expect(sizes[0]).toBeGreaterThan(sizes[1] ?? 0);
    expect(sizes[1]).toBeGreaterThan(sizes[2] ?? 0);
  });

  test('refcounts finds each planted reference', () => {
    const answer = json<{ exactShare: number; rows: { address: string; type: string; excess: number }[] }>(
      'refcounts',
      SAMPLE,
      '--top',
      '500',
    );
    const found = Object.fromEntries(
      answer.rows.filter((row) => row.type === 'shop.ext.Buffer').map((row) => [row.address, row.excess]),
    );
    expect(found).toEqual(
      Object.fromEntries(Object.entries(truth().leaked_references).filter(([, excess]) => excess > 0)),
    );
    expect(answer.exactShare).toBeGreaterThan(0.9);
  });

  test('gc finds exactly the planted garbage', () => {
    const answer = json<{ collectable: { objects: number; components: number } }>('gc', SAMPLE);
    const planted = Object.entries(truth().garbage).filter(([type]) => type.startsWith('shop.models.'));
    for (const [type, count] of planted) {
      expect(json<Row[]>('search', SAMPLE, `in:garbage type:${type}`, '--top', '500')).toHaveLength(count);
    }
    expect(answer.collectable.objects).toBeGreaterThanOrEqual(planted.reduce((sum, [, count]) => sum + count, 0));
  });

  test('threads names the local that the program planted', () => {
    const dump = join(folder, 'threads.ouro');
    const program = [resolve('heap/testing/threadedProgram.py'), resolve('capture'), dump];
    const made = spawnSync('python3', ['-W', 'ignore', ...program], {
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    expect(made.status).toBe(0);
    const answer = json<{ recorded: boolean; total: number; threads: { name: string; stack: Row[] }[] }>(
      'threads',
      dump,
    );
    expect(answer).toMatchObject({ recorded: true, total: 5 });
    expect(answer.threads.map((thread) => thread.name).sort()).toEqual([
      '',
      'MainThread',
      'worker-1',
      'worker-2',
      'worker-3',
    ]);
    const worker = answer.threads.find((thread) => thread.name === 'worker-2');
    expect(worker?.stack.find((frame) => String(frame['function']).endsWith('process'))).toMatchObject({
      suspended: false,
      localsTotal: 4,
      locals: expect.arrayContaining([expect.objectContaining({ name: 'scratch', type: 'bytearray', alone: true })]),
    });
    expect(ouro('threads', dump).stdout).toMatch(/scratch = bytearray 0x[0-9a-f]+, 48\.\d KiB, only here/);
  });

  test('export writes every row once', () => {
    const counts = json<{ counts: { objects: number; references: number } }>('info', SAMPLE).counts;
    const objects = join(folder, 'objects.csv');
    const columns = 'id,address,type,self,retained,idom,distance,refcount,generation,component';
    json('export', SAMPLE, '--table', 'objects', '--columns', columns, '--to', 'csv', '--out', objects);
    const lines = readFileSync(objects, 'utf8').trimEnd().split('\r\n');
    expect(lines[0]).toBe(columns);
    expect(lines).toHaveLength(counts.objects + 1);
    const references = join(folder, 'references.ndjson');
    json('export', SAMPLE, '--table', 'references', '--to', 'ndjson', '--out', references);
    const rows = readFileSync(references, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line): Row => JSON.parse(line));
    expect(rows).toHaveLength(counts.references);
    expect(new Set(rows.map((row) => row['kind']))).toContain('weak');
  });

  test('usage: exit 2, and nothing on stdout', () => {
    for (const args of [
      [],
      ['nonsense'],
      ['info'],
      ['types', SAMPLE, '--sort', 'colour'],
      ['top', SAMPLE, '--top', '-1'],
      ['info', SAMPLE, '--what'],
    ]) {
      expect(ouro(...args)).toMatchObject({ code: 2, stdout: '' });
    }
  });

  test('faults: exit 5 with code and sentence, never a stack trace', () => {
    const notes = join(folder, 'notes.txt');
    writeFileSync(notes, 'no dump '.repeat(1000));
    for (const [args, code] of [
      [['info', notes], 'format/unknown'],
      [['info', join(folder, 'absent')], 'source/unreadable'],
      [['info', folder], 'source/unreadable'],
      [['object', SAMPLE, '0x1234'], 'heap/no-such-object'],
      [['search', SAMPLE, 'size>huge'], 'query/invalid'],
      [['export', SAMPLE, '--columns', 'nothing', '--out', join(folder, 'x')], 'query/invalid'],
      [['export', SAMPLE, '--out', join(folder, 'no', 'such', 'folder')], 'export/failed'],
    ] as const) {
      const ended = ouro(...args, '--json');
      expect(ended.code).toBe(5);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        fault: { code, message: expect.stringMatching(/\.$|\)$|py$|ouro$/) },
      });
      expect(ouro(...args).stderr).not.toMatch(/\bat .*\.(js|ts|mjs):/);
    }
  });

  test('a cut file: exit 3 and what is complete, exit 4 with --strict', () => {
    const whole = readFileSync(SAMPLE);
    const path = join(folder, 'cut.ouro');
    for (const share of [0.35, 0.5, 0.77, 0.99]) {
      writeFileSync(path, whole.subarray(0, Math.floor(whole.length * share)));
      const ended = ouro('types', path, '--json');
      expect([3, 5]).toContain(ended.code);
      if (ended.code === 3) expect(JSON.parse(ended.stdout).length).toBeGreaterThan(0);
      if (ended.code === 3) expect(ouro('types', path, '--strict', '--json').code).toBe(4);
    }
    expect(ouro('info', path, '--json').code).toBe(3);
  });

  test('gzip reads like the dump inside', () => {
    const path = join(folder, 'packed.bin');
    writeFileSync(path, gzipSync(readFileSync(SAMPLE)));
    expect(json<Row>('info', path)['counts']).toEqual(json<Row>('info', SAMPLE)['counts']);
  });

  test('a cache that cannot be written is said, not suffered', () => {
    const result = spawnSync(process.execPath, [resolve('bin/ouro.mjs'), 'info', SAMPLE, '--json'], {
      encoding: 'utf8',
      env: { ...process.env, OUROBOROS_CACHE: '/dev/null/cache' },
    });
    expect(result.status).toBe(0);
    expect(result.stderr).toContain('could not be kept');
  });

  test('capture refuses with a reason and the other ways', () => {
    const ended = ouro('capture', '--pid', '999999999', '--out', join(folder, 'x.ouro'), '--json');
    expect(ended.code).toBe(5);
    expect(JSON.parse(ended.stdout)).toMatchObject({ fault: { code: 'capture/refused', instead: expect.any(Array) } });
  });
});
