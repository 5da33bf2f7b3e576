// What the built desktop program sets, registers and denies, in the order it does so.
import { expect } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Outcome } from '#heap/base/fault.ts';
import { CHANNEL_NAMES, type DumpCard } from '#main/bridge.ts';
import { PARTITION, SCHEME, SWITCHES, webPreferences } from '#main/desktop/policy.ts';
import { PRINTING } from '#main/pages/exportFile.ts';
import { call, test } from './desktopProgram.ts';
import { OUT } from './shells.ts';

test('settings come before ready, and in the order that Electron demands', async ({ desktop }) => {
  const program = await desktop.start();
  await program.page();
  const calls = program.log.map((entry) => entry.call);
  const ready = calls.indexOf('app:ready');
  const before = [
    'app.enableSandbox',
    'app.commandLine.appendSwitch',
    'protocol.registerSchemesAsPrivileged',
    'app.requestSingleInstanceLock',
  ];
  for (const call of before) expect(calls.slice(0, ready)).toContain(call);
  const session = [
    'session.fromPartition',
    'session.setPermissionRequestHandler',
    'session.setPermissionCheckHandler',
    'session.setDevicePermissionHandler',
    'session.webRequest.onBeforeRequest',
    'session.protocol.handle',
  ];
  const window = calls.indexOf('new BrowserWindow');
  for (const call of session) expect(calls.slice(ready, window)).toContain(call);
  expect(calls.slice(ready, window).filter((call) => call === 'ipcMain.handle')).toHaveLength(CHANNEL_NAMES.length + 1);
  expect(calls.filter((call) => call === 'new BrowserWindow')).toHaveLength(1);
});

test('window, scheme, session and switches are those of the policy', async ({ desktop }) => {
  const program = await desktop.start();
  await program.page();
  const given = (call: string): readonly unknown[] | undefined =>
    program.log.find((entry) => entry.call === call)?.values;
  expect(given('new BrowserWindow')).toMatchObject([
    { webPreferences: webPreferences(join(OUT, 'preload/preload.cjs'), 'unpackaged'), show: false },
  ]);
  expect(given('protocol.registerSchemesAsPrivileged')).toEqual([[SCHEME]]);
  expect(given('session.fromPartition')).toEqual([PARTITION]);
  expect(
    program.log.filter((entry) => entry.call === 'app.commandLine.appendSwitch').map((entry) => entry.values[0]),
  ).toEqual(SWITCHES);
  expect(given('BrowserWindow.loadURL')).toEqual(['app://bundle/index.html']);
  expect(program.log.filter((entry) => entry.call === 'ipcMain.handle').map((entry) => entry.values[0])).toEqual([
    ...CHANNEL_NAMES.map((name) => `ouroboros:${name}`),
    'ouroboros:grantDropped',
  ]);
});

test('a page can go nowhere and open nothing', async ({ desktop }) => {
  const program = await desktop.start();
  await program.page();
  for (const url of [
    'https://example.org/',
    'file:///etc/passwd',
    'app://bundle/other.html',
    'javascript:alert(1)',
    'data:text/html,x',
  ]) {
    for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview']) {
      expect(await program.ask('navigate', { window: 1, event, url })).toBe(true);
    }
    expect(await program.ask('windowOpen', { window: 1, url })).toEqual({ action: 'deny' });
  }
});

test('permissions, devices, downloads and foreign requests are denied', async ({ desktop }) => {
  const program = await desktop.start();
  await program.page();
  const ask = (question: string, value?: string): Promise<unknown> =>
    program.ask('session', { name: PARTITION, question, value });
  for (const permission of [
    'media',
    'geolocation',
    'notifications',
    'clipboard-read',
    'midi',
    'openExternal',
    'fileSystem',
    'unknown',
  ]) {
    expect(await ask('permissionRequest', permission)).toBe(false);
    expect(await ask('permissionCheck', permission)).toBe(false);
  }
  expect(await ask('permissionRequest', 'clipboard-sanitized-write')).toBe(true);
  expect(await ask('permissionCheck', 'clipboard-sanitized-write')).toBe(true);
  for (const device of ['usb', 'hid', 'serial']) expect(await ask('devicePermission', device)).toBe(false);
  expect(await ask('download')).toBe(true);
  for (const url of [
    'https://example.org/',
    'http://127.0.0.1:1/',
    'file:///etc/passwd',
    'ws://example.org',
    'app://other/',
  ]) {
    expect(await ask('isCancelled', url)).toBe(true);
  }
  expect(await ask('isCancelled', 'app://bundle/index.html')).toBe(false);
});

test('certificates and log-ins are refused, the title is ours', async ({ desktop }) => {
  const program = await desktop.start();
  await program.page();
  expect(await program.ask('app:certificate-error', 4)).toEqual({ prevented: true, given: [[false]] });
  expect(await program.ask('app:select-client-certificate', 3)).toEqual({ prevented: true, given: [[]] });
  expect(await program.ask('app:login', 3)).toEqual({ prevented: true, given: [[]] });
  expect(await program.ask('title', { window: 1 })).toBe(true);
});

test('only the main frame of our page is heard', async ({ desktop }) => {
  const program = await desktop.start();
  await program.page();
  const invoke = (frame: string): Promise<unknown> =>
    program.ask('invoke', { window: 1, channel: 'ouroboros:start', values: [{}], frame });
  const refused = { ok: false, fault: { code: 'bridge/refused', reason: 'sender: not our page' } };
  expect(await invoke('main')).toMatchObject({ ok: true });
  for (const frame of ['child', 'gone', 'foreign']) expect(await invoke(frame)).toEqual(refused);
  await program.ask('moveFrame', { window: 1, url: 'https://example.org' });
  expect(await invoke('main')).toEqual(refused);
});

test('the page reaches one frozen object and nothing of Electron', async ({ desktop }) => {
  const program = await desktop.start();
  const page = await program.page();
  const seen = await page.evaluate(() => {
    const names = globalThis as unknown as Record<string, unknown>;
    const shell = names['ouroboros'] as object;
    const strangers = ['require', 'module', 'process', 'Buffer', 'ipcRenderer', 'electron', '__dirname'];
    return {
      exposed: names['fakeElectronExposed'],
      keys: Object.keys(shell),
      frozen: Object.isFrozen(shell),
      strangers: strangers.filter((name) => name in names),
    };
  });
  expect(seen).toEqual({
    exposed: ['ouroboros'],
    keys: ['call', 'onEvent', 'grantDropped'],
    frozen: true,
    strangers: [],
  });
});

test('a dropped file is granted by the path that Electron knows, and only then', async ({ desktop }) => {
  const program = await desktop.start({
    dropPaths: { 'second.ouro': desktop.dumps[1] ?? '', 'folder.ouro': desktop.folder },
  });
  const page = await program.page();
  const drop = (name: string): Promise<Outcome<DumpCard>> =>
    page.evaluate((named) => {
      type Shell = { grantDropped(file: File): Promise<Outcome<DumpCard>> };
      return (globalThis as unknown as { ouroboros: Shell }).ouroboros.grantDropped(new File(['x'], named));
    }, name);
  expect(await drop('second.ouro')).toMatchObject({ ok: true, value: { name: 'second.ouro' } });
  expect(await drop('made-by-a-script.ouro')).toMatchObject({ ok: false, fault: { code: 'bridge/refused' } });
  expect(await drop('folder.ouro')).toMatchObject({ ok: false, fault: { code: 'source/unreadable' } });
});

test('dialogs grant a dump and write an export', async ({ desktop }) => {
  const program = await desktop.start();
  await program.page();
  await program.ask('dialog', { canceled: false, filePaths: [desktop.dumps[2]] });
  expect(await call(program, 'chooseDump', {})).toMatchObject({ ok: true, value: { name: 'third.ouro' } });
  await program.ask('dialog', { canceled: true, filePaths: [] });
  expect(await call(program, 'chooseDump', {})).toEqual({ ok: true, value: undefined });
  const target = join(desktop.folder, 'findings.md');
  await program.ask('dialog', { canceled: false, filePath: target });
  expect(await call(program, 'saveExport', { name: '../find ings.md', text: '# Findings' })).toEqual({
    ok: true,
    value: { saved: true },
  });
  expect(await readFile(target, 'utf8')).toBe('# Findings');
  expect(program.log.find((entry) => entry.call === 'dialog.showSaveDialog')?.values).toEqual([
    { defaultPath: 'find-ings.md' },
  ]);
  await program.ask('dialog', { canceled: false, filePath: `${target}.pdf` });
  expect(await call(program, 'printReport', { name: 'a.pdf' })).toEqual({ ok: true, value: { saved: true } });
  expect(await readFile(`${target}.pdf`, 'utf8')).toBe('%PDF-1.4 by the model');
  const printed = program.log.filter((entry) => entry.call === 'webContents.printToPDF');
  expect(printed.map(({ values }) => values)).toEqual([[PRINTING]]);
  await program.ask('dialog', { canceled: false, filePath: `${target}.png` });
  const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00]);
  const picture = { name: 'a.png', png: png.toString('base64') };
  expect(await call(program, 'savePicture', picture)).toEqual({ ok: true, value: { saved: true } });
  expect(await readFile(`${target}.png`)).toEqual(png);
  await program.ask('dialog', { canceled: true, filePath: '' });
  expect(await call(program, 'saveExport', { name: 'a.md', text: '' })).toEqual({ ok: true, value: { saved: false } });
  await program.ask('dialog', { canceled: false, filePath: join(desktop.folder, 'no/such/folder.md') });
  expect(await call(program, 'saveExport', { name: 'a.md', text: '' })).toMatchObject({
    ok: false,
    fault: { code: 'export/failed' },
  });
});
