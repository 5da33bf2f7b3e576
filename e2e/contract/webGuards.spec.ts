// The web shell against what a browser really sends: a rebound name, a page on another port, a link, a stolen command line.
import { type Browser, chromium, expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { findChromium } from '../support/findChromium.ts';
import { dumpFolder, OUT } from './shells.ts';
import { startWebProgram, type WebProgram } from './webProgram.ts';

let folder = '';
let shell: WebProgram;
let stranger: { readonly server: Server; readonly origin: string };

test.beforeAll(async () => {
  const made = await dumpFolder();
  folder = made.folder;
  const places = { OUROBOROS_CACHE: join(folder, 'cache'), OUROBOROS_DATA: join(folder, 'data') };
  shell = await startWebProgram(OUT, made.dumps, places);
  const server = createServer((_message, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><a id="link" href="${shell.url.origin}/">heap</a>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stranger = { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
});

test.afterAll(async () => {
  expect(await shell.close()).toBe(0);
  stranger.server.close();
  await rm(folder, { recursive: true, force: true });
});

test('a rebound name is answered 421', async () => {
  const { args, ...launch } = findChromium();
  const browser = await chromium.launch({
    ...launch,
    args: [...args, '--host-resolver-rules=MAP evil.test 127.0.0.1'],
  });
  const page = await browser.newPage();
  const reply = await page.goto(`http://evil.test:${shell.url.port}/`);
  expect(reply?.status()).toBe(421);
  // The page it got is same-origin with what it asks next: still nothing.
  const statuses = await page.evaluate(async () => {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    return [
      (await fetch('/api/session', post)).status,
      (await fetch('/api/start', post)).status,
      (await fetch('/index.html')).status,
    ];
  });
  expect(statuses).toEqual([421, 421, 421]);
  await browser.close();
});

test('a page on another port can link to the shell and do nothing else', async ({ browser }) => {
  const page = await strangePage(browser);
  const target = shell.url.origin;
  const statuses: number[] = [];
  page.on('response', (reply) => reply.url().startsWith(target) && statuses.push(reply.status()));
  const outcomes = await page.evaluate(async (origin) => {
    const word = (asked: Promise<Response>): Promise<string> =>
      asked.then(
        (reply) => reply.type,
        () => 'blocked',
      );
    const body = '{"code":"x"}';
    return [
      await word(fetch(`${origin}/`)),
      await word(fetch(`${origin}/api/session`, { method: 'POST', mode: 'no-cors', body })),
      await word(
        fetch(`${origin}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      ),
      await word(fetch(`${origin}/index.html`, { mode: 'no-cors' })),
    ];
  }, target);
  expect(outcomes).toEqual(['blocked', 'blocked', 'blocked', 'blocked']);
  for (const status of statuses) expect([403, 405]).toContain(status);
  const opened = page.waitForEvent('framenavigated');
  await page.click('#link');
  await opened;
  expect(page.url()).toBe(`${target}/`);
  await page.close();
});

test('a page on another port can neither frame nor script the shell', async ({ browser }) => {
  const page = await strangePage(browser);
  const loaded = await page.evaluate(async (origin) => {
    const script = document.createElement('script');
    script.src = `${origin}/index.html`;
    const frame = document.createElement('iframe');
    frame.src = `${origin}/`;
    const failed = new Promise<boolean>((resolve) => {
      script.onload = () => resolve(false);
      script.onerror = () => resolve(true);
    });
    document.body.append(script, frame);
    const scriptFailed = await failed;
    const readable = (() => {
      try {
        return frame.contentDocument !== null && frame.contentDocument.URL !== 'about:blank';
      } catch {
        return false;
      }
    })();
    return { scriptFailed, readable, opener: window.open(`${origin}/`)?.length ?? 0 };
  }, shell.url.origin);
  expect(loaded).toMatchObject({ scriptFailed: true, readable: false, opener: 0 });
  await page.close();
});

test('cookies are neither set nor asked for', async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await context.addCookies([{ name: 'token', value: 'A'.repeat(43), url: shell.url.origin }]);
  await page.goto(shell.url.origin);
  const status = await page.evaluate(async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    return (await fetch('/api/start', init)).status;
  });
  expect(status).toBe(401);
  expect((await context.cookies()).map((cookie) => cookie.name)).toEqual(['token']);
  await context.close();
});

test('the launch code stands in no command line, and works once', async ({ browser }) => {
  const code = shell.url.hash.slice(1);
  expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(code);
  const page = await (await browser.newContext()).newPage();
  await page.goto(shell.url.origin);
  const exchange = (): Promise<number> =>
    page.evaluate(async (sent) => {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: sent }),
      };
      return (await fetch('/api/session', init)).status;
    }, code);
  expect([await exchange(), await exchange()]).toEqual([200, 401]);
  await page.context().close();
});

test('attacks on the page itself are blocked by its policy', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(shell.url.origin);
  const blocked = await page.evaluate(async () => {
    const throws = (attack: () => unknown): boolean => {
      try {
        attack();
        return false;
      } catch {
        return true;
      }
    };
    const rejects = (attack: Promise<unknown>): Promise<boolean> =>
      attack.then(
        () => false,
        () => true,
      );
    const scripts = document.createElement('script');
    // The debugger may compile from text until the first pause; a page never may.
    await new Promise((resolve) => setTimeout(resolve, 10));
    return {
      innerHTML: throws(() => (document.body.innerHTML = '<img src=x>')),
      newFunction: throws(() => new Function('return 1')()),
      documentWrite: throws(() => document.write('<b>x')),
      timerText: throws(() => setTimeout('globalThis.marker = 1' as unknown as () => void, 0)),
      scriptText: throws(() => (scripts.text = 'globalThis.marker = 1')),
      anotherPolicy: throws(() =>
        (
          globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): object } }
        ).trustedTypes.createPolicy('evil', {}),
      ),
      plainWorker: throws(() => new Worker('/assets/x.js')),
      foreignFetch: await rejects(fetch('https://example.org/')),
      marker: 'marker' in globalThis,
    };
  });
  expect(blocked).toEqual({
    innerHTML: true,
    documentWrite: true,
    newFunction: true,
    timerText: true,
    scriptText: true,
    anotherPolicy: true,
    plainWorker: true,
    foreignFetch: true,
    marker: false,
  });
  await page.context().close();
});

async function strangePage(browser: Browser): Promise<Awaited<ReturnType<Browser['newPage']>>> {
  const page = await browser.newPage();
  await page.goto(stranger.origin);
  return page;
}
