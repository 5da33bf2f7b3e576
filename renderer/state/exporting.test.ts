import { beforeEach, expect, test } from 'vitest';
import type { Shell } from '#main/bridge.ts';
import { Exporting } from './exporting.svelte.ts';

let saved: { readonly name: string; readonly text: string }[] = [];
beforeEach(() => void (saved = []));

function exporting(): Exporting {
  const call = async (_: string, request: object): Promise<unknown> => {
    if ('name' in request && 'text' in request) saved.push({ name: String(request.name), text: String(request.text) });
    return { ok: true, value: { saved: true } };
  };
  // The one channel a table needs, as the desktop has it.
  const shell = { call } as unknown as Shell;
  return new Exporting({ kind: 'desktop', shell, token: undefined });
}

const row = (n: number): object => ({
  row: n,
  type: { type: 1, module: 'app', name: 'Secret' },
  preview: `Secret ${n % 2}`,
});
const rows = Array.from({ length: 1201 }, (_, n) => row(n));

test('a table is written whole and in its order, in pages of at most 500 rows', async () => {
  const asked: number[] = [];
  const done = await exporting().table('Objects of app', async ({ first, count }) => {
    asked.push(count);
    return { ok: true, value: { rows: rows.slice(first, first + count), total: rows.length } };
  });
  expect(done).toEqual({ kind: 'saved', name: 'Objects-of-app.csv', rows: 1201 });
  expect(Math.max(...asked)).toBeLessThanOrEqual(500);
  const lines = saved[0]!.text.split('\r\n');
  expect(lines[0]).toBe('row,type,preview');
  expect(lines.slice(1, -1)).toEqual(rows.map((_, n) => `${n},app.Secret,Secret ${n % 2}`));
});

test('redacted, equal texts have equal tokens over all pages and no text is left', async () => {
  const state = exporting();
  state.redacted = true;
  await state.table('Secret table', async ({ first, count }) => ({
    ok: true,
    value: { rows: rows.slice(first, first + count), total: rows.length },
  }));
  const [{ name, text } = { name: '', text: '' }] = saved;
  expect(text).not.toContain('Secret');
  expect(name).toBe('table-redacted.csv');
  const tokens = text
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(',').slice(1).join());
  expect(new Set(tokens).size).toBe(2);
  expect(tokens[0]).toMatch(/^type-[0-9a-f]{12},text-[0-9a-f]{12}$/);
});

test('more than the save dialog takes is refused before it is sent', async () => {
  const long = { text: 'x'.repeat(1 << 20) };
  const done = await exporting().table('t', async () => ({
    ok: true,
    value: { rows: Array.from({ length: 17 }, () => long), total: 17 },
  }));
  expect([done, saved]).toEqual([{ kind: 'tooLong' }, []]);
});

test('a fault in a later page, or a stop, writes nothing', async () => {
  const state = exporting();
  const page = { ok: true, value: { rows: rows.slice(0, 500), total: 1201 } } as const;
  const fault = { code: 'heap/not-open', asked: 'x' } as const;
  expect(await state.table('t', async ({ first }) => (first === 0 ? page : { ok: false, fault }))).toEqual({
    kind: 'failed',
    fault,
  });
  const stopped = state.table('t', async () => {
    state.stop();
    return page;
  });
  expect(await stopped).toEqual({ kind: 'notSaved' });
  expect([saved, state.running]).toEqual([[], undefined]);
});
