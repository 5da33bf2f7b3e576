// The launcher in a project of its own, with stand-ins for Electron, its installer, the builder and the built programs.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ElectronSurroundings, findElectron } from '../e2e/support/findElectron.ts';
// @ts-expect-error a script without types
import { electronPath, launch } from './launch.mjs';

let root = '';
let said: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ouroboros-start-'));
  said = [];
  file('node_modules/electron/package.json', '{}');
  file('package.json', '{ "type": "commonjs" }');
  for (const built of ['out/main/desktop.js', 'out/preload/preload.cjs', 'out/renderer/index.html']) file(built, '');
  recorder('out/main/ouro.js');
});

afterEach(() => rmSync(root, { recursive: true }));

test('where the binary is, it gets the program and the dumps', async () => {
  binary('dist/electron', 0);
  expect(await start({ ELECTRON_OVERRIDE_DIST_PATH: join(root, 'dist') }, ['/dumps/a b.ouro', '/dumps/-rf'])).toBe(0);
  expect(ran()).toEqual([['electron', root, '--', '/dumps/a b.ouro', '/dumps/-rf']]);
  expect(said).toEqual([]);
});

test('the binary that npm has fetched is found by its path.txt', async () => {
  file('node_modules/electron/path.txt', 'electron\n');
  binary('node_modules/electron/dist/electron', 0);
  expect(await start()).toBe(0);
  expect(ran()).toEqual([['electron', root, '--']]);
});

test('a missing binary is installed once, then started', async () => {
  installer(`
    fs.mkdirSync(path.join(__dirname, 'dist'), { recursive: true });
    fs.copyFileSync(path.join(__dirname, '../../electron.sh'), path.join(__dirname, 'dist/electron'));
    fs.chmodSync(path.join(__dirname, 'dist/electron'), 0o755);
    fs.writeFileSync(path.join(__dirname, 'path.txt'), 'electron');`);
  binary('electron.sh', 0);
  expect(await start({}, ['/dumps/a.ouro'])).toBe(0);
  expect(ran()).toEqual([['electron', root, '--', '/dumps/a.ouro']]);
  expect(said).toEqual(['fetching Electron once, about 110 MB']);
});

test('where it cannot be fetched, one line says why and the browser shows the program', async () => {
  installer("console.error('TypeError: fetch failed\\n    at node:internal\\n    at more'); process.exit(1);");
  expect(await start({}, ['/dumps/a.ouro'])).toBe(0);
  expect(ran()).toEqual([['ouro', 'serve', '--', '/dumps/a.ouro']]);
  expect(said).toEqual([
    'fetching Electron once, about 110 MB',
    'Electron could not be fetched (fetch failed); showing the same program in the browser',
  ]);
});

test('an installer that leaves no binary behind is no success', async () => {
  installer('');
  expect(await start()).toBe(0);
  expect(said[1]).toContain('its binary is not where it should be');
  expect(ran()).toEqual([['ouro', 'serve', '--']]);
});

test('as root on Linux nothing is fetched and no sandbox given up', async () => {
  binary('dist/electron', 0);
  expect(await start({ ELECTRON_OVERRIDE_DIST_PATH: join(root, 'dist') }, [], { uid: 0 })).toBe(0);
  expect(said).toEqual([
    'Electron refuses to run as root without giving up its sandbox; showing the same program in the browser',
  ]);
  expect(ran()).toEqual([['ouro', 'serve', '--']]);
});

test('without a display nothing is fetched', async () => {
  expect(await start({ DISPLAY: '' })).toBe(0);
  expect(said).toEqual(['there is no display for an Electron window; showing the same program in the browser']);
});

test.each([
  ['Wayland', { DISPLAY: '', WAYLAND_DISPLAY: 'wayland-0' }, 'linux'],
  ['macOS', { DISPLAY: '' }, 'darwin'],
])('%s has a display', async (_name, variables, platform) => {
  binary('dist/electron', 0);
  expect(await start({ ...variables, ELECTRON_OVERRIDE_DIST_PATH: join(root, 'dist') }, [], { platform })).toBe(0);
  expect(ran()[0]?.[0]).toBe('electron');
});

test('an Electron that ends at once with an error is replaced by the browser', async () => {
  binary('dist/electron', 127);
  expect(await start({ ELECTRON_OVERRIDE_DIST_PATH: join(root, 'dist') })).toBe(0);
  expect(said).toEqual(['Electron ended at once (exit 127); showing the same program in the browser']);
  expect(ran().map(([name]) => name)).toEqual(['electron', 'ouro']);
});

test('a file that is no program is replaced too', async () => {
  file('dist/electron', 'not a program');
  expect(await start({ ELECTRON_OVERRIDE_DIST_PATH: join(root, 'dist') })).toBe(0);
  expect(said).toEqual(['Electron ended at once (EACCES); showing the same program in the browser']);
});

test('what is not built is built once', async () => {
  rmSync(join(root, 'out'), { recursive: true });
  file(
    'node_modules/electron-vite/bin/electron-vite.js',
    `const fs = require('node:fs');
     if (process.argv[2] !== 'build') process.exit(1);
     for (const name of ['main/desktop.js', 'preload/preload.cjs', 'renderer/index.html']) { fs.mkdirSync('out/' + name.split('/')[0], { recursive: true }); fs.writeFileSync('out/' + name, ''); }
     fs.copyFileSync('ouro.js', 'out/main/ouro.js');`,
  );
  recorder('ouro.js');
  expect(await start({ DISPLAY: '' })).toBe(0);
  expect(said[0]).toBe('building once, this takes a few seconds');
  expect(ran()).toEqual([['ouro', 'serve', '--']]);
});

test('a build that fails and a clone without packages end with one line', async () => {
  rmSync(join(root, 'out'), { recursive: true });
  expect(await start()).toBe(1);
  expect(said).toEqual(['nothing is installed yet: run npm ci first']);
  file('node_modules/electron-vite/bin/electron-vite.js', 'process.exit(1)');
  expect(await start()).toBe(1);
  expect(said.at(-1)).toBe('the build failed; npm run build shows why');
});

test('launcher and tests look for the binary in the same places', () => {
  const folder = join(root, 'node_modules/electron');
  const agree = (variables: ElectronSurroundings['variables']): void => {
    const found = findElectron({ variables, folder });
    expect(electronPath({ root, variables })).toBe('path' in found ? found.path : undefined);
  };
  const cases = [
    {},
    { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'dist') },
    { OURO_ELECTRON: join(root, 'package.json') },
    { OURO_ELECTRON: '/no/such' },
  ];
  for (const variables of cases) agree(variables);
  binary('dist/electron', 0);
  for (const variables of cases) agree(variables);
  file('node_modules/electron/path.txt', 'electron');
  for (const variables of cases) agree(variables);
  binary('node_modules/electron/dist/electron', 0);
  for (const variables of cases) agree(variables);
});

test('the script itself passes paths on as absolute ones, and never --no-sandbox', () => {
  for (const name of ['start.mjs', 'launch.mjs']) {
    mkdirSync(join(root, 'bin'), { recursive: true });
    copyFileSync(resolve('bin', name), join(root, 'bin', name));
    expect(readFileSync(resolve('bin', name), 'utf8')).not.toContain('no-sandbox');
  }
  const { status, stderr } = spawnSync(process.execPath, ['bin/start.mjs', 'a.ouro'], {
    cwd: root,
    env: { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' },
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(ran()).toEqual([['ouro', 'serve', '--', join(root, 'a.ouro')]]);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
});

async function start(
  variables: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
  change: object = {},
): Promise<number> {
  const environment = { PATH: process.env['PATH'], DISPLAY: ':0', ...variables };
  const say = (line: string): number => said.push(line);
  return launch({
    root,
    args,
    variables: environment,
    platform: 'linux',
    uid: 1_000,
    say,
    progress: () => undefined,
    ...change,
  });
}

function file(name: string, content: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), content);
}

/** A program that writes down its arguments and ends with `code`. */
function binary(name: string, code: number): void {
  file(name, `#!/bin/sh\nprintf '%s\\n' electron "$@" END >> '${join(root, 'ran')}'\nexit ${code}\n`);
  chmodSync(join(root, name), 0o755);
}

function recorder(name: string): void {
  file(
    name,
    `require('node:fs').appendFileSync(${JSON.stringify(join(root, 'ran'))}, ['ouro', ...process.argv.slice(2), 'END', ''].join('\\n'));`,
  );
}

function installer(body: string): void {
  file('node_modules/electron/install.js', `const fs = require('node:fs'); const path = require('node:path'); ${body}`);
  execFileSync(process.execPath, ['--check', join(root, 'node_modules/electron/install.js')]);
}

/** What was started, with its arguments, in order. */
function ran(): readonly (readonly string[])[] {
  const path = join(root, 'ran');
  if (!existsSync(path)) return [];
  const runs = readFileSync(path, 'utf8').split('END\n').slice(0, -1);
  return runs.map((run) => run.trimEnd().split('\n'));
}
