// What only the real binary can show: the true origin, the sandbox, and denials that Chromium itself carries out.
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { webPreferences } from '#main/desktop/policy.ts';
import { dumpFolder, OUT } from '../contract/shells.ts';
import { findElectron } from '../support/findElectron.ts';
import { needsElectron } from './needsElectron.ts';

needsElectron();

let folder = '';
let program: ElectronApplication;
let page: Page;

test.beforeAll(async () => {
  const found = findElectron();
  if ('reason' in found) return;
  const made = await dumpFolder();
  folder = made.folder;
  const env = {
    ...(process.env as Record<string, string>),
    OUROBOROS_CACHE: join(folder, 'cache'),
    OUROBOROS_DATA: join(folder, 'data'),
  };
  // Chromium's sandbox does not start for root; whoever tests as root tests everything but it.
  const args = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    join(OUT, 'main/desktop.js'),
    '--',
    ...made.dumps,
  ];
  program = await _electron.launch({ executablePath: found.path, args, env });
  page = await program.firstWindow();
  await page.waitForLoadState();
});

test.afterAll(async () => {
  await program?.close();
  if (folder !== '') await rm(folder, { recursive: true, force: true });
});

test('the page has the origin, the isolation and the policy that were asked for', async () => {
  const seen = await page.evaluate(async () => ({
    origin: location.origin,
    isolated: crossOriginIsolated,
    secure: isSecureContext,
    policy: (await fetch('/index.html')).headers.get('content-security-policy'),
  }));
  expect(seen).toMatchObject({ origin: 'app://bundle', isolated: true, secure: true });
  expect(seen.policy).toContain("default-src 'none'");
});

test('one window, with the preferences of the policy', async () => {
  const given = await program.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) =>
      (window.webContents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences(),
    ),
  );
  const { preload, partition, ...expected } = webPreferences(join(OUT, 'preload/preload.cjs'), 'unpackaged');
  expect(given).toHaveLength(1);
  expect(given[0]).toMatchObject(expected);
  expect([preload, partition]).toEqual([join(OUT, 'preload/preload.cjs'), 'ouroboros']);
});

test('the page has no Node and no Electron', async () => {
  const strangers = await page.evaluate(() =>
    ['require', 'module', 'process', 'Buffer', 'ipcRenderer'].filter((name) => name in globalThis),
  );
  expect(strangers).toEqual([]);
});

test('windows, navigation, permissions and foreign requests come to nothing', async () => {
  const seen = await page.evaluate(async () => {
    const rejects = (attack: Promise<unknown>): Promise<boolean> =>
      attack.then(
        () => false,
        () => true,
      );
    return {
      popup: window.open('https://example.org/') === null,
      fetch: await rejects(fetch('https://example.org/')),
      file: await rejects(fetch('file:///etc/passwd')),
      media: await rejects(navigator.mediaDevices.getUserMedia({ audio: true })),
      notification: (await Notification.requestPermission()) === 'denied',
    };
  });
  expect(seen).toEqual({ popup: true, fetch: true, file: true, media: true, notification: true });
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  await page.waitForTimeout(500);
  expect(page.url()).toMatch(/^app:\/\/bundle\//);
  expect(program.windows()).toHaveLength(1);
});

test('a killed page comes back', async () => {
  const loaded = page.waitForEvent('load');
  await program.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  await loaded.catch(() => undefined);
  await expect
    .poll(async () =>
      program.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('location.origin'),
      ),
    )
    .toBe('app://bundle');
});
