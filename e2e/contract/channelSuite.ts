import { expect, test } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COLUMNS } from '#heap/model/columns.ts';
import { BYTES_PER_CELL } from '#heap/base/column.ts';
import type { Outcome } from '#heap/base/fault.ts';
import type { DumpId, OpenedDump } from '#main/bridge.ts';
import { securityHeaders } from '#main/pages/headers.ts';
import { type ShellKind, startShell, type TestedShell } from './shells.ts';

/** Everything in main/bridge.ts, said of one shell. */
export function channelSuite(kind: ShellKind): void {
  let shell: TestedShell;
  test.beforeAll(async ({ browser }) => {
    shell = await startShell(kind, browser);
  });
  // Not there when it could not be started.
  test.afterAll(() => (shell as TestedShell | undefined)?.close());

  const dumpNamed = async (name: string): Promise<DumpId> => {
    const state = valueOf(await shell.call('start', {}));
    const card = state.recent.find((one) => one.name === name);
    if (card === undefined) throw new Error(`${name} is not among the recent dumps`);
    return card.dump;
  };
  const open = async (name: string): Promise<OpenedDump> =>
    valueOf(await shell.call('open', { dump: await dumpNamed(name) }));

  test('the page is isolated and its own origin', async () => {
    expect(await shell.page.evaluate(() => globalThis.crossOriginIsolated)).toBe(true);
    expect(await shell.page.evaluate(() => globalThis.isSecureContext)).toBe(true);
  });

  test('start names the dumps of the command line, the sample and the shell', async () => {
    const state = valueOf(await shell.call('start', {}));
    expect(state).toMatchObject({ shell: kind === 'web' ? 'web' : 'desktop', canChoose: kind !== 'web' });
    expect(state.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(state.sample).toMatchObject({ name: 'demo.ouro', isSample: true });
    expect(state.initial).toBe(await dumpNamed('first.ouro'));
    expect(JSON.stringify(state)).not.toContain(shell.folder);
  });

  test('an estimate says what a dump is and costs', async () => {
    const card = valueOf(await shell.call('estimate', { dump: await dumpNamed('second.ouro') }));
    expect(card).toMatchObject({ format: 'ouro', indexed: false, verdict: 'fits' });
    expect(card.estimate.objects).toBeGreaterThan(0);
    expect(card.memoryBudget).toBeGreaterThan(2 ** 20);
  });

  test('opening tells its progress and the first histogram, then gives every column', async () => {
    const opened = await open('second.ouro');
    expect(opened).toMatchObject({ name: 'second.ouro', reused: false, withoutCache: false });
    const events = (await shell.events()).filter((event) => 'dump' in event && event.dump === opened.dump);
    expect(events.some((event) => event.kind === 'progress')).toBe(true);
    expect(events.some((event) => event.kind === 'histogram')).toBe(true);
    const total = opened.histogram.types.reduce((sum, type) => sum + type.count, 0);
    expect(total).toBe(opened.manifest.counts.objects);
    const fetched = await shell.page.evaluate(fetchColumns, {
      heap: opened.heap,
      names: opened.manifest.columns.map((entry) => entry.name),
      headers: shell.headers,
    });
    expect(fetched.length).toBeGreaterThan(10);
    for (const [i, entry] of opened.manifest.columns.entries()) {
      expect(fetched[i]).toMatchObject({
        status: 200,
        crc32: entry.crc32,
        bytes: entry.length * BYTES_PER_CELL[entry.type],
      });
      expect(fetched[i]?.length).toBe(String(fetched[i]?.bytes));
      expect(COLUMNS).toHaveProperty([entry.name], entry.type);
    }
  });

  test('a second opening reads the index', async () => {
    await open('third.ouro');
    expect(await open('third.ouro')).toMatchObject({ reused: true });
    expect(valueOf(await shell.call('estimate', { dump: await dumpNamed('third.ouro') })).indexed).toBe(true);
  });

  test('columns answer ranges, and every answer carries the security headers', async () => {
    const { heap, manifest } = await open('second.ouro');
    const bytes = (manifest.columns.find((entry) => entry.name === 'objects.address')?.length ?? 0) * 8;
    const get = (path: string, range?: string): Promise<Fetched> =>
      shell.page.evaluate(fetchOne, { path, headers: { ...shell.headers, ...(range === undefined ? {} : { range }) } });
    const column = `/heap/${heap}/objects.address`;
    expect(await get(column, 'bytes=8-23')).toMatchObject({ status: 206, bytes: 16 });
    expect((await get(column, 'bytes=8-23')).headers).toMatchObject({ 'content-range': `bytes 8-23/${bytes}` });
    expect((await get(column, `bytes=${bytes}-`)).status).toBe(416);
    expect((await get(column, 'bytes=0-1,4-5')).status).toBe(416);
    for (const path of [
      '/nothing',
      `/heap/${heap}/other`,
      `/heap/${heap}/manifest.json`,
      `/heap/${heap}/..%2fmanifest.json`,
      `/heap/${'0'.repeat(32)}/objects.address`,
    ]) {
      expect((await get(path)).status).toBe(404);
    }
    for (const path of ['/', '/index.html', '/nothing', column])
      expect((await get(path)).headers).toMatchObject(securityHeaders('isolated'));
  });

  test('a closed heap has no columns and no findings', async () => {
    const { heap } = await open('second.ouro');
    expect(await shell.call('close', { heap })).toEqual({ ok: true, value: {} });
    expect(
      (await shell.page.evaluate(fetchOne, { path: `/heap/${heap}/objects.address`, headers: shell.headers })).status,
    ).toBe(404);
    expect(await shell.call('close', { heap })).toMatchObject({ ok: false, fault: { code: 'heap/not-open' } });
    expect(await shell.call('readFindings', { heap })).toMatchObject({ ok: false, fault: { code: 'heap/not-open' } });
  });

  test('findings are kept for the dump, not for the window', async () => {
    const { heap } = await open('second.ouro');
    const operation = { kind: 'put' as const, finding: FINDING };
    const before = valueOf(await shell.call('readFindings', { heap }));
    expect(before.readOnly).toBe(false);
    const { sequence } = valueOf(await shell.call('appendFinding', { heap, operation }));
    expect(sequence).toBeGreaterThan(0);
    await shell.call('close', { heap });
    const again = await open('second.ouro');
    expect(valueOf(await shell.call('readFindings', { heap: again.heap })).operations).toContainEqual(operation);
    await shell.call('appendFinding', { heap: again.heap, operation: { kind: 'remove', id: FINDING.id } });
  });

  test('a load can be cancelled', async () => {
    await shell.call('forgetRecent', { dump: await dumpNamed('cut.ouro') });
    const dump = await dumpNamed('cut.ouro');
    const [opened, cancelled] = await Promise.all([shell.call('open', { dump }), shell.call('cancelOpen', { dump })]);
    expect(cancelled).toEqual({ ok: true, value: { cancelled: true } });
    expect(opened).toEqual({ ok: false, fault: { code: 'bridge/refused', reason: 'cancelled' } });
    expect(await shell.call('cancelOpen', { dump })).toEqual({ ok: true, value: { cancelled: false } });
  });

  test('a cut dump opens with what is there and says so', async () => {
    const { manifest } = await open('cut.ouro');
    expect(manifest.completeness.status).toBe('partial');
    expect(manifest.completeness.diagnostics.length).toBeGreaterThan(0);
  });

  test('faults arrive with their code and without a path', async () => {
    for (const name of ['not-a-dump.ouro', 'empty.ouro']) {
      const opened = await shell.call('open', { dump: await dumpNamed(name) });
      expect(opened).toMatchObject({ ok: false, fault: { code: expect.stringMatching(/^format\//) } });
      expect(JSON.stringify(opened)).not.toContain(shell.folder);
    }
  });

  test('what is not in the contract is refused with a fault', async () => {
    const dump = 'f'.repeat(32);
    const refused = { ok: false, fault: { code: 'bridge/refused' } };
    for (const request of [
      {},
      { dump: '/etc/passwd' },
      { dump, path: '/etc/passwd' },
      { dump: [dump] },
      [dump],
      'text',
      7,
      null,
    ]) {
      expect(await shell.callAnything('open', request)).toMatchObject(refused);
    }
    expect(await shell.callAnything('open', JSON.parse(`{"dump":"${dump}","__proto__":{"polluted":1}}`))).toMatchObject(
      refused,
    );
    expect(await shell.call('open', { dump })).toMatchObject({ ok: false, fault: { reason: 'dump: never granted' } });
    for (const channel of ['grantDropped', 'constructor', '__proto__', 'eval']) {
      expect(await shell.callAnything(channel, {})).toMatchObject(refused);
    }
  });

  test('a dump leaves the recent list when it is forgotten', async () => {
    const { dump } = await open('third.ouro');
    const openedAt = async (): Promise<unknown> =>
      valueOf(await shell.call('start', {})).recent.find((card) => card.dump === dump)?.openedAt;
    expect(await openedAt()).toBeTruthy();
    expect(await shell.call('forgetRecent', { dump })).toEqual({ ok: true, value: {} });
    expect(await openedAt()).toBeFalsy();
  });

  test('the page itself had nothing to complain about', async () => {
    // 404, 410 and 416 of the tests above are ours.
    expect(shell.pageErrors.filter((error) => !error.startsWith('Failed to load resource'))).toEqual([]);
  });

  test('findings are on the disk, in a folder that is nobody else’s', async () => {
    test.skip(kind === 'electron', 'the same code as fake-electron');
    const recent = await readFile(join(shell.folder, 'data/recent.json'), 'utf8');
    expect(recent).toContain('second.ouro');
  });
}

const FINDING = {
  id: '0123456789abcdef',
  title: '<img src=x onerror=alert(1)>',
  note: 'a note\nwith lines',
  target: { kind: 'heap' as const },
  evidence: [{ label: 'retained', value: '12 MiB' }],
  confidence: 'high' as const,
  status: 'open' as const,
  created: '2024-01-01T00:00:00Z',
  changed: '2024-01-01T00:00:00Z',
};

interface Fetched {
  readonly status: number;
  readonly bytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault));
  return outcome.value;
}

/** Runs in the page. */
async function fetchOne(asked: {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}): Promise<Fetched> {
  const reply = await fetch(asked.path, { headers: asked.headers });
  const { byteLength } = await reply.arrayBuffer();
  return { status: reply.status, bytes: byteLength, headers: Object.fromEntries(reply.headers) };
}

/** Runs in the page: every column with the checksum of what arrived. */
async function fetchColumns(asked: {
  readonly heap: string;
  readonly names: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}): Promise<{ status: number; length: string | null; bytes: number; crc32: number }[]> {
  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });
  const fetched = [];
  for (const name of asked.names) {
    const reply = await fetch(`/heap/${asked.heap}/${name}`, { headers: asked.headers });
    const bytes = new Uint8Array(await reply.arrayBuffer());
    let sum = 0xffffffff;
    for (const byte of bytes) sum = (table[(sum ^ byte) & 255] ?? 0) ^ (sum >>> 8);
    fetched.push({
      status: reply.status,
      length: reply.headers.get('content-length'),
      bytes: bytes.length,
      crc32: ~sum >>> 0,
    });
  }
  return fetched;
}
