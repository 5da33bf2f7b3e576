// The desktop program in a folder of its own, for tests that look at its whole life.
import { type Page, test as base } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '#heap/base/fault.ts';
import type { OpenedDump, StartState } from '#main/bridge.ts';
import { type FakeElectron, type FakeOptions, startFakeElectron } from '../fake-electron/fakeElectron.ts';
import { dumpFolder, OUT } from './shells.ts';

export interface Desktop {
  readonly folder: string;
  readonly dumps: readonly string[];
  /** Arguments whose first file is no dump: the page opens nothing by itself and `second.ouro` is the test's own. */
  readonly quiet: readonly string[];
  /** Another program over the same cache and workspace; ended after the test. */
  readonly start: (options?: Partial<FakeOptions>) => Promise<FakeElectron>;
}

export const test = base.extend<{ desktop: Desktop }>({
  desktop: async ({ browser }, use) => {
    const { folder, dumps } = await dumpFolder();
    const running: FakeElectron[] = [];
    const places = { OUROBOROS_CACHE: join(folder, 'cache'), OUROBOROS_DATA: join(folder, 'data') };
    await use({
      folder,
      dumps,
      quiet: ['--', join(folder, 'not-a-dump.ouro'), join(folder, 'second.ouro')],
      async start(options = {}) {
        const variables = { ...places, ...options.variables };
        const program = await startFakeElectron(browser, { out: OUT, args: ['--', ...dumps], ...options, variables });
        running.push(program);
        return program;
      },
    });
    for (const program of running) await program.close();
    await rm(folder, { recursive: true, force: true });
  },
});

export async function call(program: FakeElectron, channel: string, request: unknown): Promise<unknown> {
  return program.ask('invoke', { window: 1, channel: `ouroboros:${channel}`, values: [request], frame: 'main' });
}

export async function openNamed(program: FakeElectron, name: string): Promise<OpenedDump> {
  const state = (await call(program, 'start', {})) as { value: StartState };
  const dump = state.value.recent.find((card) => card.name === name)?.dump;
  const opened = (await call(program, 'open', { dump })) as Outcome<OpenedDump>;
  if (!opened.ok) throw new Error(JSON.stringify(opened.fault));
  return opened.value;
}

interface Collecting {
  readonly ouroboros: { onEvent(listener: (event: unknown) => void): () => void };
  heard: { kind: string }[];
}

/** From here on; see `eventsOf`. */
export async function collectEvents(page: Page): Promise<void> {
  await page.evaluate(() => {
    const collecting = globalThis as unknown as Collecting;
    collecting.heard = [];
    collecting.ouroboros.onEvent((event) => collecting.heard.push(event as { kind: string }));
  });
}

/** What shell and menu asked of the page; progress of a load that the page began by itself is left out. */
export async function eventsOf(page: Page): Promise<readonly unknown[]> {
  return page.evaluate(() =>
    (globalThis as unknown as Collecting).heard.filter(
      (event) => event.kind === 'menu' || event.kind === 'openRequested',
    ),
  );
}
