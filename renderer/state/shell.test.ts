import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { connectShell, launchCode } from './shell.ts';

const CODE = 'A'.repeat(43);

interface Call {
  readonly url: string;
  readonly init: RequestInit | undefined;
}

let calls: Call[] = [];
let reply: (url: string) => Response = () => new Response('{}', { status: 404 });

beforeEach(() => {
  calls = [];
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    calls.push({ url, init });
    return Promise.resolve(reply(url));
  });
});

afterEach(() => vi.unstubAllGlobals());

/** The few parts of a window that connecting touches. */
function page(
  hash: string,
  kept: Readonly<Record<string, string>> = {},
): { window: Window; addresses: string[]; storage: Map<string, string> } {
  const storage = new Map(Object.entries(kept));
  const addresses: string[] = [];
  const window = {
    location: { hash, pathname: '/' },
    history: { replaceState: (_: unknown, __: string, address: string) => addresses.push(address) },
    sessionStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: (key: string, value: string) => void storage.set(key, value),
    },
  };
  return { window: window as unknown as Window, addresses, storage };
}

describe('launch code', () => {
  test('a view is not a code, a code is not a view', () => {
    expect(launchCode(`#${CODE}`)).toBe(CODE);
    expect(launchCode('#/overview')).toBeUndefined();
    expect(launchCode(`#${CODE}x`)).toBeUndefined();
    expect(launchCode('')).toBeUndefined();
  });

  test('leaves the address before it is sent, and is exchanged for a token', async () => {
    reply = () => Response.json({ token: 'secret' });
    const { window, addresses, storage } = page(`#${CODE}`);
    const connecting = connectShell(window);
    expect(addresses).toEqual(['/#/']);
    const connected = await connecting;
    expect(connected).toMatchObject({ ok: true, connection: { kind: 'web', token: 'secret' } });
    expect(calls[0]).toMatchObject({
      url: '/api/session',
      init: { method: 'POST', body: JSON.stringify({ code: CODE }) },
    });
    expect([...storage.values()]).toEqual(['secret']);
  });

  test('a reload goes on with the token of the session', async () => {
    expect(await connectShell(page('#/types', { 'ouroboros.token': 'kept' }).window)).toMatchObject({
      ok: true,
      connection: { token: 'kept' },
    });
    expect(calls).toEqual([]);
  });

  test('without code and token the page says so', async () => {
    expect(await connectShell(page('').window)).toEqual({ ok: false, reason: 'noCode' });
  });

  test('a used code is named', async () => {
    reply = () => Response.json({ fault: { code: 'bridge/refused', reason: 'code: used' } }, { status: 401 });
    expect(await connectShell(page(`#${CODE}`).window)).toEqual({ ok: false, reason: 'used' });
  });

  test('a program that is gone is named', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('refused')));
    expect(await connectShell(page(`#${CODE}`).window)).toEqual({ ok: false, reason: 'unreachable' });
  });
});

describe('web shell', () => {
  async function connect(): Promise<Extract<Awaited<ReturnType<typeof connectShell>>, { ok: true }>['connection']> {
    const connected = await connectShell(page('#/', { 'ouroboros.token': 'kept' }).window);
    if (!connected.ok) throw new Error('not connected');
    return connected.connection;
  }

  test('a call is a POST with the bearer and never puts the token into the address', async () => {
    reply = () => Response.json({ ok: true, value: { cancelled: true } });
    const { shell } = await connect();
    expect(await shell.call('cancelOpen', { dump: 'd' })).toEqual({ ok: true, value: { cancelled: true } });
    expect(calls[0]?.url).toBe('/api/cancelOpen');
    expect(new Headers(calls[0]?.init?.headers).get('authorization')).toBe('Bearer kept');
    expect(calls.every(({ url }) => !url.includes('kept'))).toBe(true);
  });

  test('events are lines, however the blocks are cut', async () => {
    const lines = [
      { kind: 'openRequested', dump: 'ä1' },
      { kind: 'openRequested', dump: 'b2' },
    ];
    const sent = new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    reply = () =>
      new Response(
        new ReadableStream({ start: (stream) => [...sent].forEach((byte) => stream.enqueue(Uint8Array.of(byte))) }),
      );
    const { shell } = await connect();
    const heard: unknown[] = [];
    const stop = shell.onEvent((event) => heard.push(event));
    await vi.waitFor(() => expect(heard).toEqual(lines));
    stop();
  });

  test('a dropped file is refused with the reason that words explain', async () => {
    const { shell } = await connect();
    expect(await shell.grantDropped({ name: 'a.ouro', size: 1 })).toEqual({
      ok: false,
      fault: { code: 'bridge/refused', reason: 'dropOnWeb' },
    });
  });
});
