import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fail, FaultError, outcomeOf, outcomeOfAsync } from './fault.ts';

test('docs/faults.md lists exactly the codes of the union', () => {
  const source = readFileSync(new URL('./fault.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/readonly code: '([a-z]+\/[a-z-]+)'/g)].map((match) => match[1]).sort();
  const docs = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
  const headings = [...docs.matchAll(/^## (\S+)$/gm)].map((match) => match[1]).sort();
  expect(codes.length).toBeGreaterThan(10);
  expect(headings).toEqual(codes);
});

test('a fault becomes a value, a bug passes on', async () => {
  const fault = { code: 'heap/not-open', asked: 'x' } as const;
  expect(outcomeOf(() => fail(fault))).toEqual({ ok: false, fault });
  expect(await outcomeOfAsync(() => Promise.reject(new FaultError(fault)))).toEqual({ ok: false, fault });
  expect(() =>
    outcomeOf(() => {
      throw new TypeError('bug');
    }),
  ).toThrow(TypeError);
});
