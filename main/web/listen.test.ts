import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { securityHeaders } from '../pages/headers.ts';
import { createShellService } from '../pages/shellService.ts';
import { openFilesUnder } from '../pages/testing/openFiles.ts';
import { dial, firstLine, rawPost } from '../pages/testing/rawHttp.ts';
import { STAND_IN_CELLS, standInLoading, standInWorkspace } from '../pages/testing/standIns.ts';
import { CODE_LIFETIME_MS } from './sessions.ts';
import { type ListenOptions, listen, type WebShell } from './listen.ts';

let folder = '';
let shell: WebShell;
let clock = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ouroboros-web-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
  for (const name of ['good.ouro', 'slow.ouro', 'bad.ouro', 'odd.ouro']) await writeFile(join(folder, name), 'dump');
  clock = 0;
  shell = await start({});
});

afterEach(async () => {
  await shell.close();
  await rm(folder, { recursive: true });
});

test('the address carries a launch code in its fragment and nothing else', () => {
  expect(shell.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[A-Za-z0-9_-]{43}$/);
  expect(shell.newUrl()).not.toBe(shell.newUrl());
});

test('it listens on the loopback address only', async () => {
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one?.family === 'IPv4' && !one.internal);
  for (const address of ['127.0.0.2', ...others.map((one) => one?.address ?? '')]) {
    await expect(dial(address, shell.port)).rejects.toThrow();
  }
});

test('a launch code works once', async () => {
  const code = codeOf(shell.url);
  expect((await post('session', { code })).status).toBe(200);
  const second = await post('session', { code });
  expect([second.status, second.json]).toEqual([401, refused('code: used')]);
});

test('a launch code works for ten minutes', async () => {
  clock += CODE_LIFETIME_MS + 1;
  const late = await post('session', { code: codeOf(shell.url) });
  expect([late.status, late.json]).toEqual([401, refused('code: expired')]);
  expect((await post('session', { code: codeOf(shell.newUrl()) })).status).toBe(200);
});

test('the tenth wrong code in a row waits a second', async () => {
  const guess = (): Promise<Answer> => post('session', { code: 'x'.repeat(43) });
  for (let i = 0; i < 9; i++) await guess();
  const started = performance.now();
  expect((await guess()).status).toBe(401);
  expect(performance.now() - started).toBeGreaterThan(950);
});

test('nothing durable stands in the command line of the server', () => {
  const line = execFileSync('ps', ['-o', 'args=', '-p', String(process.pid)], { encoding: 'utf8' });
  expect(line).not.toContain(codeOf(shell.url));
});

test('every channel answers behind the token', async () => {
  const { token, call } = await session();
  const start = await call('start', {});
  const [dump] = (start.json as { value: { recent: { dump: string }[] } }).value.recent.map((card) => card.dump);
  expect(start.json).toMatchObject({ ok: true, value: { shell: 'web', canChoose: false, initial: dump } });
  expect((await call('estimate', { dump })).json).toMatchObject({ ok: true, value: { dump, verdict: 'fits' } });
  const opened = await call('open', { dump });
  expect(opened.json).toMatchObject({ ok: true, value: { dump, name: 'good.ouro', histogram: { objects: 4 } } });
  const { heap } = (opened.json as { value: { heap: string } }).value;
  const column = await fetch(`${origin()}/heap/${heap}/objects.address`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(column.headers.get('content-length')).toBe(String(STAND_IN_CELLS * 8));
  expect(new Float64Array(await column.arrayBuffer()).at(-1)).toBe(STAND_IN_CELLS - 1);
  expect((await fetch(`${origin()}/heap/${heap}/objects.address`)).status).toBe(401);
  expect((await call('appendFinding', { heap, operation: { kind: 'remove', id: '0123456789abcdef' } })).json).toEqual({
    ok: true,
    value: { sequence: 1 },
  });
  expect((await call('readFindings', { heap })).json).toMatchObject({
    ok: true,
    value: { readOnly: false, operations: [{ kind: 'remove' }] },
  });
  expect((await call('saveExport', { name: 'a.md', text: '' })).json).toEqual(refused('saveExport: not in this shell'));
  expect((await call('chooseDump', {})).json).toEqual(refused('chooseDump: not in this shell'));
  expect((await call('forgetRecent', { dump })).json).toEqual({ ok: true, value: {} });
  expect((await call('close', { heap })).json).toEqual({ ok: true, value: {} });
  expect((await call('close', { heap })).json).toMatchObject({ ok: false, fault: { code: 'heap/not-open' } });
  expect((await call('cancelOpen', { dump })).json).toEqual({ ok: true, value: { cancelled: false } });
  expect((await call('nothing', {})).status).toBe(404);
});

test('progress arrives as lines, and a cancelled load says so', async () => {
  await restart({}, ['slow.ouro']);
  const { token, call } = await session();
  const dump = ((await call('start', {})).json as { value: { initial: string } }).value.initial;
  const stop = new AbortController();
  const events = await fetch(`${origin()}/api/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: stop.signal,
  });
  expect(events.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  const open = call('open', { dump });
  expect(JSON.parse(await firstLine(events))).toEqual({
    kind: 'progress',
    dump,
    progress: { phase: 'reading', done: 0, total: 64 },
  });
  expect((await call('open', { dump })).json).toEqual(refused('dump: already opening'));
  expect((await call('cancelOpen', { dump })).json).toEqual({ ok: true, value: { cancelled: true } });
  expect((await open).json).toEqual(refused('cancelled'));
  stop.abort();
});

test('a fault is an answer; a mistake of ours is 500 and names nothing', async () => {
  await restart({}, ['bad.ouro']);
  const bad = await session();
  const dump = ((await bad.call('start', {})).json as { value: { initial: string } }).value.initial;
  expect((await bad.call('open', { dump })).json).toMatchObject({ ok: false, fault: { code: 'format/unknown' } });
  await restart({}, ['odd.ouro']);
  const odd = await session();
  const other = ((await odd.call('start', {})).json as { value: { initial: string } }).value.initial;
  const answer = await odd.call('open', { dump: other });
  expect([answer.status, answer.json]).toEqual([500, refused('a mistake of ours')]);
});

test('every answer carries the security headers, refused or not', async () => {
  for (const [path, init] of [
    ['/', {}],
    ['/nothing', {}],
    ['/api/start', { method: 'POST' }],
    ['/', { method: 'DELETE' }],
    ['/api/session', { method: 'POST' }],
  ] as const) {
    const answer = await fetch(`${origin()}${path}`, init);
    for (const [name, value] of Object.entries(securityHeaders('isolated')))
      expect(answer.headers.get(name)).toBe(value);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
});

test('without isolation only the two isolation headers are missing', async () => {
  await restart({ isolation: 'notIsolated' }, ['good.ouro']);
  const answer = await fetch(origin());
  expect(answer.headers.get('cross-origin-opener-policy')).toBeNull();
  expect(answer.headers.get('cross-origin-embedder-policy')).toBeNull();
  for (const [name, value] of Object.entries(securityHeaders('notIsolated')))
    expect(answer.headers.get(name)).toBe(value);
});

test('bodies end at 1 MiB even when their length is not announced, and nesting at 256', async () => {
  const { call, token } = await session();
  expect(
    (await rawPost(shell.port, '/api/start', { token, body: `"${'x'.repeat(1_048_576)}"`, chunked: true })).status,
  ).toBe(413);
  expect(
    (await rawPost(shell.port, '/api/start', { token, body: `"${'x'.repeat(1_048_576)}"`, chunked: false })).status,
  ).toBe(413);
  expect(
    (await rawPost(shell.port, '/api/start', { token, body: '['.repeat(300) + ']'.repeat(300), chunked: true })).status,
  ).toBe(200);
  expect((await rawPost(shell.port, '/api/start', { token, body: '{', chunked: false })).status).toBe(200);
  expect((await call('start', JSON.parse('{"__proto__": {"polluted": true}}'))).json).toEqual(
    refused('request: unknown key'),
  );
  expect(({} as { polluted?: true }).polluted).toBeUndefined();
});

test('a client that goes away leaves no descriptor open', async () => {
  const { token, call } = await session();
  const dump = ((await call('start', {})).json as { value: { initial: string } }).value.initial;
  const { heap } = ((await call('open', { dump })).json as { value: { heap: string } }).value;
  for (let i = 0; i < 5; i++) {
    const stop = new AbortController();
    const column = await fetch(`${origin()}/heap/${heap}/objects.address`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stop.signal,
    });
    await column.body?.getReader().read();
    stop.abort();
  }
  await expect.poll(() => openFilesUnder(folder), { timeout: 5_000 }).toBe(0);
});

test('without a page for the idle time it closes itself; an event stream keeps it', async () => {
  await restart({ idleMs: 1_000, now: () => clock }, ['good.ouro']);
  const { token } = await session();
  const stop = new AbortController();
  await fetch(`${origin()}/api/events`, { headers: { authorization: `Bearer ${token}` }, signal: stop.signal });
  clock += 5_000;
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect((await fetch(origin())).status).toBe(200);
  stop.abort();
  await new Promise((resolve) => setTimeout(resolve, 150));
  clock += 5_000;
  await shell.closed;
});

test('a busy port is an error of its own, not another port', async () => {
  await expect(start({ port: shell.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('CONNECT and broken requests get nothing', async () => {
  for (const line of [`CONNECT evil.test:80 HTTP/1.1\r\nHost: 127.0.0.1:${shell.port}\r\n\r\n`, 'nonsense\r\n\r\n']) {
    const socket = await dial('127.0.0.1', shell.port);
    socket.write(line);
    const bytes = await new Promise<number>((resolve) => {
      let count = 0;
      socket
        .on('data', (block) => (count += block.length))
        .on('close', () => resolve(count))
        .on('error', () => undefined);
    });
    expect(bytes).toBe(0);
  }
});

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

async function start(options: Partial<ListenOptions>, names: readonly string[] = ['good.ouro']): Promise<WebShell> {
  const workspace = standInWorkspace();
  return listen({
    port: 0,
    isolation: 'isolated',
    pageFolder: folder,
    idleMs: 60_000,
    now: () => clock,
    newService: (emit) =>
      createShellService({
        shell: 'web',
        version: '0',
        loading: standInLoading(folder),
        workspace,
        dialogs: undefined,
        samplePath: undefined,
        paths: names.map((name) => join(folder, name)),
        emit,
      }),
    ...options,
  });
}

async function restart(options: Partial<ListenOptions>, names: readonly string[]): Promise<void> {
  await shell.close();
  shell = await start(options, names);
}

const origin = (): string => `http://127.0.0.1:${shell.port}`;
const codeOf = (url: string): string => url.slice(url.indexOf('#') + 1);
const refused = (reason: string): object => ({ ok: false, fault: { code: 'bridge/refused', reason } });

async function post(channel: string, value: unknown, token?: string): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(`${origin()}/api/${channel}`, { method: 'POST', headers, body: JSON.stringify(value) });
  return { status: answer.status, json: await answer.json() };
}

async function session(): Promise<{
  readonly token: string;
  readonly call: (channel: string, value: unknown) => Promise<Answer>;
}> {
  const { token } = (await post('session', { code: codeOf(shell.newUrl()) })).json as { token: string };
  return { token, call: (channel, value) => post(channel, value, token) };
}
