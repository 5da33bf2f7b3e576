// The shells behind one face, so that one suite of sentences holds for all of them.
import { _electron, type Browser, type Page } from '@playwright/test';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ChannelName, ReplyOf, RequestOf, ShellEvent } from '#main/bridge.ts';
import { startFakeElectron } from '../fake-electron/fakeElectron.ts';
import { findElectron } from '../support/findElectron.ts';
import { startWebProgram } from './webProgram.ts';

/** The built program. */
export const OUT = resolve(process.env['OURO_OUT'] ?? 'out');
const SAMPLE = resolve('samples/demo.ouro');

export type ShellKind = 'web' | 'fake-electron' | 'electron';

export interface TestedShell {
  readonly kind: ShellKind;
  readonly page: Page;
  /** Holds the dumps, the cache and the workspace of this run. */
  readonly folder: string;
  /** Base names of the dumps the shell was started with, in this order; the page itself may open the first. */
  readonly call: <Name extends ChannelName>(channel: Name, request: RequestOf<Name>) => Promise<ReplyOf<Name>>;
  /** Any value at all, as a hostile page would send it. */
  readonly callAnything: (channel: string, request: unknown) => Promise<unknown>;
  /** Everything the shell has told this page since the page was there. */
  readonly events: () => Promise<readonly ShellEvent[]>;
  /** Headers that a fetch of the page itself must carry. */
  readonly headers: Readonly<Record<string, string>>;
  readonly pageErrors: readonly string[];
  readonly close: () => Promise<void>;
}

/** Dumps of every run: `first` opens by itself when the page does so, the others are the tests' own. */
export async function dumpFolder(): Promise<{ readonly folder: string; readonly dumps: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'ouroboros-contract-'));
  const sample = await readFile(SAMPLE);
  const contents = {
    'first.ouro': sample,
    'second.ouro': sample,
    'third.ouro': sample,
    'cut.ouro': sample.subarray(0, sample.length * 0.7),
    'not-a-dump.ouro': Buffer.from('%PDF-1.7 nothing of ours '.repeat(40)),
    'empty.ouro': Buffer.alloc(0),
  };
  for (const [name, bytes] of Object.entries(contents)) await writeFile(join(folder, name), bytes);
  return { folder, dumps: Object.keys(contents).map((name) => join(folder, name)) };
}

export async function startShell(kind: ShellKind, browser: Browser): Promise<TestedShell> {
  const { folder, dumps } = await dumpFolder();
  const variables = { OUROBOROS_CACHE: join(folder, 'cache'), OUROBOROS_DATA: join(folder, 'data') };
  const started = await { web: startWeb, 'fake-electron': startFake, electron: startReal }[kind](
    browser,
    dumps,
    variables,
  );
  const close = async (): Promise<void> => {
    await started.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { kind, folder, ...started, close };
}

type Started = Omit<TestedShell, 'kind' | 'folder'>;
type Variables = Readonly<Record<string, string>>;

async function startWeb(browser: Browser, dumps: readonly string[], variables: Variables): Promise<Started> {
  const { url, close: end } = await startWebProgram(OUT, dumps, variables);
  const context = await browser.newContext();
  const page = await context.newPage();
  const pageErrors = errorsOf(page);
  // Without the code of the address: the session is the test's own, and the page itself stays at its door.
  await page.goto(url.origin);
  const token = await page.evaluate(async (code) => {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch('/api/session', { method: 'POST', headers, body: JSON.stringify({ code }) });
    return ((await reply.json()) as { token: string }).token;
  }, url.hash.slice(1));
  const headers = { authorization: `Bearer ${token}` };
  await page.evaluate(collectLines, headers);
  const callAnything = (channel: string, request: unknown): Promise<unknown> =>
    page.evaluate(
      async (sent) => {
        const init = {
          method: 'POST',
          headers: { ...sent.headers, 'content-type': 'application/json' },
          body: sent.body,
        };
        return (await fetch(`/api/${sent.channel}`, init)).json();
      },
      { channel, headers, body: JSON.stringify(request) ?? 'null' },
    );
  const close = async (): Promise<void> => {
    await context.close();
    await end();
  };
  return {
    page,
    pageErrors,
    headers,
    callAnything,
    call: callAnything as Started['call'],
    events: () => collected(page),
    close,
  };
}

async function startFake(browser: Browser, dumps: readonly string[], variables: Variables): Promise<Started> {
  const program = await startFakeElectron(browser, { out: OUT, args: ['--', ...dumps], variables });
  const page = await program.page();
  const desktop = await desktopFace(page);
  return { ...desktop, pageErrors: program.pageErrors, close: program.close };
}

async function startReal(_browser: Browser, dumps: readonly string[], variables: Variables): Promise<Started> {
  const found = findElectron();
  if ('reason' in found) throw new Error(found.reason);
  const environment = Object.fromEntries(
    Object.entries({ ...process.env, ...variables }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), join(OUT, 'main/desktop.js'), '--', ...dumps];
  const program = await _electron.launch({
    executablePath: found.path,
    args,
    env: environment as Record<string, string>,
  });
  const page = await program.firstWindow();
  const pageErrors = errorsOf(page);
  await page.waitForLoadState();
  return { ...(await desktopFace(page)), pageErrors, close: () => program.close() };
}

interface Desktop {
  readonly ouroboros: {
    call(channel: string, request: unknown): Promise<unknown>;
    onEvent(listener: (event: ShellEvent) => void): () => void;
  };
  contractEvents: ShellEvent[];
}

async function desktopFace(page: Page): Promise<Omit<Started, 'close' | 'pageErrors'>> {
  await page.evaluate(() => {
    const desktop = globalThis as unknown as Desktop;
    desktop.contractEvents = [];
    desktop.ouroboros.onEvent((event) => desktop.contractEvents.push(event));
  });
  const callAnything = (channel: string, request: unknown): Promise<unknown> =>
    page.evaluate((sent) => (globalThis as unknown as Desktop).ouroboros.call(sent.channel, sent.request), {
      channel,
      request,
    });
  return { page, headers: {}, callAnything, call: callAnything as Started['call'], events: () => collected(page) };
}

function collected(page: Page): Promise<readonly ShellEvent[]> {
  return page.evaluate(() => (globalThis as unknown as Desktop).contractEvents);
}

/** Runs in the page of the web shell: one JSON object per line, for as long as the page is there. */
async function collectLines(headers: Readonly<Record<string, string>>): Promise<void> {
  const page = globalThis as unknown as Desktop;
  page.contractEvents = [];
  const reply = await fetch('/api/events', { headers });
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  const read = async (): Promise<void> => {
    for (let block = await reader?.read(); block?.done === false; block = await reader?.read()) {
      const lines = (rest + block.value).split('\n');
      rest = lines.pop() ?? '';
      page.contractEvents.push(...lines.map((line) => JSON.parse(line) as ShellEvent));
    }
  };
  void read().catch(() => undefined);
}

function errorsOf(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  return errors;
}
