import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  allowsPermission,
  allowsRequest,
  FUSES,
  PAGE_ORIGIN,
  PARTITION,
  SCHEME,
  SWITCHES,
  webPreferences,
} from './policy.ts';

const FOLDER = new URL('./', import.meta.url);
const sources = readdirSync(FOLDER).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
const sourceOf = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');
/** Comments may name what the code must not do. */
const codeOf = (name: string): string => sourceOf(name).replace(/\/\*[^]*?\*\/|(?<!:)\/\/.*$/gmu, '');

test('web preferences are the ones that were decided, each spelled out', () => {
  const decided = {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    plugins: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    partition: 'ouroboros',
    preload: '/p/preload.cjs',
  };
  expect(webPreferences('/p/preload.cjs', 'packaged')).toEqual({ ...decided, devTools: false });
  expect(webPreferences('/p/preload.cjs', 'unpackaged')).toEqual({ ...decided, devTools: true });
});

test('the scheme is standard, secure and fetchable, and nothing more', () => {
  expect(SCHEME).toEqual({
    scheme: 'app',
    privileges: {
      standard: true,
      secure: true,
      supportFetchAPI: true,
      codeCache: true,
      corsEnabled: false,
      bypassCSP: false,
      allowServiceWorkers: false,
      stream: false,
    },
  });
  expect(PAGE_ORIGIN).toBe('app://bundle');
});

test('nothing a page stores is kept', () => {
  expect(PARTITION).not.toMatch(/^persist:/);
});

test('the command line gets quieter and never weaker', () => {
  expect(SWITCHES).toEqual(['disable-background-networking']);
});

test('the fuses are the nine that were decided', () => {
  expect(FUSES).toEqual({
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  });
});

test.each([
  ['app://bundle/', true],
  ['app://bundle/assets/a.js', true],
  ['app://bundle', false],
  ['app://bundle.evil.test/', false],
  ['app://bundle:80/', false],
  ['app://user@bundle/', false],
  ['app://other/', false],
  ['http://127.0.0.1/', false],
  ['https://example.org/', false],
  ['file:///etc/passwd', false],
  ['data:text/html,x', false],
  ['blob:app://bundle/0', false],
  ['ws://app://bundle/', false],
  ['devtools://devtools/bundled/inspector.html', false],
])('a packaged program asks for %s: %s', (url, allowed) => {
  expect(allowsRequest(url, 'packaged')).toBe(allowed);
});

test('a page may copy text, and nothing else that a person would be asked for', () => {
  expect(allowsPermission('clipboard-sanitized-write')).toBe(true);
  for (const permission of ['clipboard-read', 'media', 'notifications', 'fileSystem', 'openExternal', 'unknown', '']) {
    expect(allowsPermission(permission)).toBe(false);
  }
});

test('developer tools load only where there are any', () => {
  expect(allowsRequest('devtools://devtools/bundled/inspector.html', 'unpackaged')).toBe(true);
  expect(allowsRequest('https://example.org/', 'unpackaged')).toBe(false);
});

test('everything that only Electron can do is under 400 lines', () => {
  expect(sources.reduce((sum, name) => sum + sourceOf(name).split('\n').length - 1, 0)).toBeLessThan(400);
});

test('one window factory, and none of the doors that must stay shut', () => {
  expect(sources.filter((name) => /new (?:BrowserWindow|WebContentsView|BrowserView)\b/u.test(codeOf(name)))).toEqual([
    'window.ts',
  ]);
  for (const name of sources) {
    expect(codeOf(name)).not.toMatch(
      /executeJavaScript|enableBlinkFeatures|additionalArguments|no-sandbox|openExternal|openPath\(\s*['"]|remote\b|setAsDefaultProtocolClient|file:\/\//u,
    );
  }
});

test('the preload exposes one object and never ipcRenderer itself', () => {
  const preload = codeOf('preload.ts');
  expect(preload.match(/exposeInMainWorld/gu)).toHaveLength(1);
  expect(preload).toContain("exposeInMainWorld('ouroboros', shell)");
  expect(preload.match(/from '([^']+)'/gu)).toEqual([
    "from 'electron'",
    "from '../bridge.ts'",
    "from '../pages/ipcNames.ts'",
  ]);
});

test('Electron is pinned to one version of a supported line', () => {
  const { devDependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(devDependencies['electron']).toMatch(/^\d+\.\d+\.\d+$/);
  expect(Number.parseInt(devDependencies['electron'], 10)).toBeGreaterThanOrEqual(45);
});
