import { expect, test } from 'vitest';
import { cachePlace, workspacePlace, type Surroundings } from './places.ts';

const at = (platform: NodeJS.Platform, variables: Surroundings['variables'] = {}): Surroundings => ({
  platform,
  variables,
  home: '/home/ann',
  temporary: '/tmp',
});

test('every platform keeps caches and application files where it says', () => {
  expect(cachePlace(at('linux'))).toBe('/home/ann/.cache/ouroboros');
  expect(workspacePlace(at('linux'))).toBe('/home/ann/.local/share/ouroboros');
  expect(cachePlace(at('darwin'))).toBe('/home/ann/Library/Caches/ouroboros');
  expect(workspacePlace(at('darwin'))).toBe('/home/ann/Library/Application Support/ouroboros');
  expect(cachePlace(at('win32', { LOCALAPPDATA: '/l' }))).toBe('/l/ouroboros/Cache');
  expect(workspacePlace(at('win32', { APPDATA: '/r' }))).toBe('/r/ouroboros');
});

test('variables decide, relative ones of XDG do not', () => {
  expect(cachePlace(at('linux', { XDG_CACHE_HOME: '/c' }))).toBe('/c/ouroboros');
  expect(cachePlace(at('linux', { XDG_CACHE_HOME: 'c' }))).toBe('/home/ann/.cache/ouroboros');
  expect(workspacePlace(at('linux', { XDG_DATA_HOME: '' }))).toBe('/home/ann/.local/share/ouroboros');
  expect(cachePlace(at('darwin', { OUROBOROS_CACHE: '/x' }))).toBe('/x');
  expect(workspacePlace(at('win32', { OUROBOROS_DATA: '/y' }))).toBe('/y');
});
