import { expect, test } from 'vitest';
import { paletteCommands } from './commands.ts';

const names = (text: string, recent: readonly string[] = []): readonly string[] =>
  paletteCommands(text, [], recent).map((command) => command.name);

test('without a word the views stand in their order', () => {
  expect(names('').slice(0, 3)).toEqual(['Open', 'Overview', 'Types']);
});

test('what was used last stands first, once', () => {
  const found = names('', ['view gc', 'run theme']);
  expect(found.slice(0, 3)).toEqual(['GC', 'Light or dark', 'Open']);
  expect(found.filter((name) => name === 'GC')).toHaveLength(1);
});

test('an address leads to its object', () => {
  const [first] = paletteCommands('0x7f3a90c41e80', [], []);
  expect(first?.act).toEqual({ kind: 'view', view: { kind: 'object', address: '0x7f3a90c41e80' } });
});

test('a row number leads to its object', () => {
  const [first] = paletteCommands('#12', [], []);
  expect(first?.act).toEqual({ kind: 'view', view: { kind: 'object', address: '#12' } });
});

test('anything else can be searched for', () => {
  const last = paletteCommands('size>1MiB', [], []).at(-1);
  expect(last?.act).toEqual({ kind: 'view', view: { kind: 'objects', query: 'size>1MiB' } });
});
