import { expect, test } from 'vitest';
import { launchPaths } from './launchPaths.ts';

const FOLDER = '/home/person';

test.each([
  ['a packaged program', ['/opt/ouroboros', 'a.ouro', '/b.ouro'], [], ['/home/person/a.ouro', '/b.ouro']],
  ['no file', ['/opt/ouroboros'], [], []],
  ['electron with a folder', ['/e/electron', '.', '--', 'a.ouro'], [FOLDER], ['/home/person/a.ouro']],
  [
    'electron with a script',
    ['/e/electron', '--inspect=0', '/p/out/main/desktop.js', 'a.ouro'],
    ['/p/out/main/desktop.js'],
    ['/home/person/a.ouro'],
  ],
  [
    'a preloaded script before it',
    ['/e/electron', '-r', '/pw/loader.js', '/p/desktop.js', 'a.ouro'],
    ['/p/desktop.js'],
    ['/home/person/a.ouro'],
  ],
  [
    'hostile options',
    ['/opt/ouroboros', '--inspect', '--no-sandbox', '--gpu-launcher=/tmp/x', '--user-data-dir=/tmp'],
    [],
    [],
  ],
  [
    'a file that looks like an option',
    ['/opt/ouroboros', '--', '-rf', '--inspect'],
    [],
    ['/home/person/-rf', '/home/person/--inspect'],
  ],
  ['a URL', ['/opt/ouroboros', 'ouroboros://open?x'], [], ['/home/person/ouroboros:/open?x']],
  ['an empty argument', ['/opt/ouroboros', ''], [], []],
])('%s', (_name, argv, application, expected) => {
  expect(launchPaths({ argv, application, folder: FOLDER })).toEqual(expected);
});

test('a thousand arguments name sixteen dumps', () => {
  const argv = ['/opt/ouroboros', ...Array.from({ length: 1_000 }, (_, i) => `/${i}`)];
  expect(launchPaths({ argv, application: [], folder: FOLDER })).toHaveLength(16);
});
