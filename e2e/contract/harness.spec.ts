// The stand-in for electron must refuse what it does not model: here it is given programs that do wrong.
import { type Browser, expect, test } from '@playwright/test';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeElectron, startFakeElectron } from '../fake-electron/fakeElectron.ts';

let out = '';
let program: FakeElectron | undefined;

test.beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'ouroboros-harness-'));
});

test.afterEach(async () => {
  await program?.close();
  program = undefined;
  await rm(out, { recursive: true, force: true });
});

const SAFE = 'sandbox: true, contextIsolation: true, webSecurity: true, partition: "p", preload: PRELOAD';

for (const [name, script, complaint] of [
  ['an import that is not modelled', "import { nativeTheme } from 'electron';", 'does not provide an export named'],
  ['a member that is not modelled', 'app.relaunch();', 'app.relaunch is not modelled; cover it with the real binary'],
  ['an event that is not modelled', "app.on('ready', () => undefined);", "app.on('ready') is not modelled"],
  [
    'a sandbox that is off',
    `await app.whenReady(); new BrowserWindow({ webPreferences: { ${SAFE}, sandbox: false } });`,
    'refuses webPreferences.sandbox',
  ],
  [
    'a sandbox that is not asked for',
    'await app.whenReady(); new BrowserWindow({ webPreferences: { contextIsolation: true, webSecurity: true } });',
    'refuses webPreferences.sandbox',
  ],
  [
    'one world for page and preload',
    `await app.whenReady(); new BrowserWindow({ webPreferences: { ${SAFE}, contextIsolation: false } });`,
    'refuses webPreferences.contextIsolation',
  ],
  [
    'web security that is off',
    `await app.whenReady(); new BrowserWindow({ webPreferences: { ${SAFE}, webSecurity: false } });`,
    'refuses webPreferences.webSecurity',
  ],
  [
    'node in the page',
    `await app.whenReady(); new BrowserWindow({ webPreferences: { ${SAFE}, nodeIntegration: true } });`,
    'refuses webPreferences.nodeIntegration',
  ],
  [
    'a preload that is not there',
    `await app.whenReady(); new BrowserWindow({ webPreferences: { ${SAFE.replace('PRELOAD', '"/no/such.cjs"')} } });`,
    'preload does not exist',
  ],
  ['a window before ready', `new BrowserWindow({ webPreferences: { ${SAFE} } });`, 'must be called after ready'],
  [
    'a scheme after ready',
    'await app.whenReady(); protocol.registerSchemesAsPrivileged([]);',
    'must be called before ready',
  ],
  [
    'a scheme without privileges',
    "await app.whenReady(); session.fromPartition('p').protocol.handle('app', () => undefined);",
    'has no privileges',
  ],
  ['a weaker Chromium', "app.commandLine.appendSwitch('no-sandbox');", 'refuses --no-sandbox'],
  [
    'two handlers of one channel',
    "ipcMain.handle('a', () => 1); ipcMain.handle('a', () => 1);",
    "second handler for 'a'",
  ],
  ['a dialog nobody expects', 'await dialog.showOpenDialog(undefined, {});', 'nobody answers dialog.showOpenDialog'],
] as const) {
  test(`refuses ${name}`, async ({ browser }) => {
    program = await startScript(browser, script.startsWith('import') ? script : `${ALL}\n${script}`, '');
    expect(await program.ended).toBe(1);
    expect(program.complaints()).toContain(complaint);
  });
}

test('a preload that requires anything but electron does not run', async ({ browser }) => {
  program = await startScript(
    browser,
    PROGRAM,
    "require('node:fs'); require('electron').contextBridge.exposeInMainWorld('ouroboros', {});",
  );
  const page = await program.page();
  expect(await page.evaluate(() => 'ouroboros' in globalThis)).toBe(false);
  expect(program.pageErrors.join()).toContain('a sandboxed preload requires electron only');
});

test('a preload exposes a key once, frozen, and reaches no member that is not modelled', async ({ browser }) => {
  const preload = `const { contextBridge, ipcRenderer } = require('electron');
contextBridge.exposeInMainWorld('ouroboros', { inner: { list: [1] }, invoke: (value) => ipcRenderer.invoke('echo', value) });
const refusals = [];
for (const wrong of [() => contextBridge.exposeInMainWorld('ouroboros', {}), () => ipcRenderer.sendSync('a'), () => require('electron').shell]) {
  try { wrong(); } catch (error) { refusals.push(String(error)); }
}
contextBridge.exposeInMainWorld('refusals', refusals);`;
  program = await startScript(browser, PROGRAM, preload);
  const page = await program.page();
  const seen = await page.evaluate(async () => {
    type Names = {
      ouroboros: { inner: { list: number[] }; invoke(value: unknown): Promise<unknown> };
      refusals: string[];
    };
    const { ouroboros, refusals } = globalThis as unknown as Names;
    const frozen = [ouroboros, ouroboros.inner, ouroboros.inner.list].every((value) => Object.isFrozen(value));
    const failed = async (value: unknown): Promise<string> =>
      ouroboros.invoke(value).then(
        () => 'no error',
        (error: unknown) => String(error),
      );
    const failures = [await failed(() => 1), await failed('throw'), await failed('function')];
    return { frozen, refusals, echo: await ouroboros.invoke({ a: [1, undefined] }), failures };
  });
  expect(seen.frozen).toBe(true);
  expect(seen.refusals).toHaveLength(3);
  expect(seen.echo).toEqual({ a: [1, undefined] });
  expect(seen.failures[0]).toContain('could not be cloned');
  expect(seen.failures[1]).toContain("Error invoking remote method 'echo': Error: as asked");
  expect(seen.failures[2]).toContain('could not be cloned');
});

const ALL = "import { app, BrowserWindow, dialog, ipcMain, protocol, session } from 'electron';";
const PROGRAM = `${ALL}
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: {} }]);
await app.whenReady();
session.fromPartition('p').protocol.handle('app', () => new Response('<!doctype html><p>page', { headers: { 'content-type': 'text/html' } }));
ipcMain.handle('echo', (_event, value) => {
  if (value === 'throw') throw new Error('as asked');
  return value === 'function' ? () => 1 : value;
});
await new BrowserWindow({ webPreferences: { ${SAFE} } }).loadURL('app://bundle/index.html');`;

async function startScript(browser: Browser, script: string, preload: string): Promise<FakeElectron> {
  const path = join(out, 'preload.cjs');
  await mkdir(join(out, 'main'));
  await writeFile(path, preload);
  await writeFile(join(out, 'package.json'), '{ "type": "module" }');
  await writeFile(join(out, 'main/desktop.js'), script.replaceAll('PRELOAD', JSON.stringify(path)));
  return startFakeElectron(browser, { out, args: [], variables: {} });
}
