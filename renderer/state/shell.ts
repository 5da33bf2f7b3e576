// The shell behind the page, whichever it is: `window.ouroboros` on the desktop, the loopback server in a browser.
import type { Outcome } from '#heap/base/fault.ts';
import type { ChannelName, DumpCard, ReplyOf, RequestOf, Shell, ShellEvent } from '#main/bridge.ts';

export interface ShellConnection {
  readonly kind: 'desktop' | 'web';
  readonly shell: Shell;
  /** The web shell's bearer, also for columns; undefined on the desktop. */
  readonly token: string | undefined;
}

export type ConnectOutcome =
  | { readonly ok: true; readonly connection: ShellConnection }
  | { readonly ok: false; readonly reason: 'noCode' | 'used' | 'expired' | 'unknown' | 'unreachable' };

declare global {
  interface Window {
    readonly ouroboros?: Shell;
  }
}

const TOKEN_KEY = 'ouroboros.token';

/** Takes the launch code out of the address before anything else, so that it stands in no history. */
export async function connectShell(page: Window): Promise<ConnectOutcome> {
  if (page.ouroboros !== undefined) {
    return { ok: true, connection: { kind: 'desktop', shell: page.ouroboros, token: undefined } };
  }
  const code = launchCode(page.location.hash);
  if (code !== undefined) page.history.replaceState(undefined, '', `${page.location.pathname}#/`);
  const kept = page.sessionStorage.getItem(TOKEN_KEY);
  if (code === undefined) return kept === null ? { ok: false, reason: 'noCode' } : web(kept);
  const exchanged = await exchange(code);
  if (exchanged.ok) {
    page.sessionStorage.setItem(TOKEN_KEY, exchanged.token);
    return web(exchanged.token);
  }
  return kept === null ? exchanged : web(kept);
}

/** `#<43 base64url characters>`; a view's address starts with `#/` and is none. */
export function launchCode(hash: string): string | undefined {
  return /^#([A-Za-z0-9_-]{43})$/.exec(hash)?.[1];
}

function web(token: string): ConnectOutcome {
  return { ok: true, connection: { kind: 'web', shell: webShell(token), token } };
}

type ExchangeOutcome =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly reason: 'used' | 'expired' | 'unknown' | 'unreachable' };

async function exchange(code: string): Promise<ExchangeOutcome> {
  try {
    const response = await fetch('/api/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code }),
    });
    const reply: unknown = await response.json();
    if (response.ok && isToken(reply)) return { ok: true, token: reply.token };
    return { ok: false, reason: refusedReason(reply) };
  } catch {
    return { ok: false, reason: 'unreachable' };
  }
}

/** The refusal's reason is `code: used`, `code: expired` or `code: unknown`. */
function refusedReason(reply: unknown): 'used' | 'expired' | 'unknown' {
  const text = /code: (used|expired)/.exec(JSON.stringify(reply))?.[1];
  return text === 'used' || text === 'expired' ? text : 'unknown';
}

function isToken(reply: unknown): reply is { readonly token: string } {
  return typeof reply === 'object' && reply !== null && 'token' in reply && typeof reply.token === 'string';
}

function webShell(token: string): Shell {
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
  return {
    async call<Name extends ChannelName>(channel: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
      const response = await fetch(`/api/${channel}`, { method: 'POST', headers, body: JSON.stringify(request) });
      return response.json();
    },
    onEvent(listener) {
      const stop = new AbortController();
      void readEvents(token, listener, stop.signal);
      return () => stop.abort();
    },
    grantDropped(): Promise<Outcome<DumpCard>> {
      return Promise.resolve({ ok: false, fault: { code: 'bridge/refused', reason: 'dropOnWeb' } });
    },
  };
}

/** One JSON object per line for as long as the page lives; starts anew when the server restarted. */
async function readEvents(token: string, listener: (event: ShellEvent) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const response = await fetch('/api/events', { headers: { Authorization: `Bearer ${token}` }, signal });
      if (!response.ok || response.body === null) return;
      await readLines(response.body, (line) => listener(JSON.parse(line)));
    } catch {
      if (signal.aborted) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function readLines(body: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (let block = await reader.read(); !block.done; block = await reader.read()) {
    const lines = (rest + decoder.decode(block.value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    lines.filter((line) => line !== '').forEach(onLine);
  }
}
