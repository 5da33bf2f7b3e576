// The desktop program with Chromium pages for its windows. What it cannot cover is listed in docs/security-checklist.md.
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { pageWorld } from './pageWorld.ts';
import { type Program, type ProgramOptions, startProgram, type Wish } from './program.ts';

export interface FakeElectron extends Program {
  /** The page of the only window, loaded. Rejects when the program ends before it shows one. */
  readonly page: () => Promise<Page>;
  /** Console errors and uncaught exceptions of all pages. */
  readonly pageErrors: readonly string[];
  /** Ends the program if it still runs, and the browser context. */
  readonly close: () => Promise<void>;
}

export interface FakeOptions extends ProgramOptions {
  /** Base name of a dropped file -> the path Electron would know. */
  readonly dropPaths?: Readonly<Record<string, string>>;
}

export async function startFakeElectron(browser: Browser, options: FakeOptions): Promise<FakeElectron> {
  const context = await browser.newContext();
  const program = startProgram(options);
  const pages = new Map<number, Page>();
  const pageErrors: string[] = [];
  let shown: (page: Page) => void = () => undefined;
  const first = new Promise<Page>((resolve) => (shown = resolve));

  const load = async (wish: Extract<Wish, { kind: 'load' }>): Promise<void> => {
    const page = pages.get(wish.window) ?? (await newPage(context, program, wish, options.dropPaths ?? {}, pageErrors));
    pages.set(wish.window, page);
    await page.goto(wish.url);
    shown(page);
  };
  const carryOut = async (wish: Wish): Promise<void> => {
    if (wish.kind === 'load') {
      const error = await load(wish).then(
        () => undefined,
        (reason: unknown) => String(reason),
      );
      await program.ask('loaded', { window: wish.window, error });
    } else if (wish.kind === 'send') await deliver(pages.get(wish.window), wish.channel, wish.values);
    else if (wish.kind === 'reload') await pages.get(wish.window)?.reload();
    else if (wish.kind === 'closeWindow') await pages.get(wish.window)?.close();
  };
  // One after the other, as messages of one process arrive in one window.
  let queue: Promise<unknown> = Promise.resolve();
  program.onWish((wish) => (queue = queue.then(() => carryOut(wish)).catch(() => undefined)));

  return {
    ...program,
    pageErrors,
    page: () =>
      Promise.race([
        first,
        program.ended.then((code) => Promise.reject(new Error(`ended ${code}: ${program.complaints()}`))),
      ]),
    close: async () => {
      program.kill();
      await program.ended;
      await context.close();
    },
  };
}

async function newPage(
  context: BrowserContext,
  program: Program,
  wish: Extract<Wish, { kind: 'load' }>,
  dropPaths: Readonly<Record<string, string>>,
  errors: string[],
): Promise<Page> {
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.exposeBinding('fakeElectronInvoke', async (source, message: { channel: string; values: unknown[] }) => {
    const frame = source.frame === page.mainFrame() ? 'main' : 'child';
    return program.ask('invoke', { window: wish.window, frame, ...message }).then(
      (value) => ({ value }),
      (error: Error) => ({ error: error.message.replace(/^Error: /u, '') }),
    );
  });
  await page.addInitScript({ content: pageWorld(readFileSync(wish.preload, 'utf8'), dropPaths) });
  return page;
}

async function deliver(page: Page | undefined, channel: string, values: readonly unknown[]): Promise<void> {
  if (page === undefined || page.isClosed()) return;
  await page.evaluate(
    (sent) => {
      (
        globalThis as unknown as { fakeElectronDeliver(channel: string, values: readonly unknown[]): void }
      ).fakeElectronDeliver(sent.channel, sent.values);
    },
    { channel, values },
  );
}
