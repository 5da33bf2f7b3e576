import type { Finding, FindingOperation } from '#heap/findings/finding.ts';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFindings } from './findingsStore.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ouroboros-test-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('findings are found again by fingerprint, whatever it contains', async () => {
  for (const fingerprint of ['0123456789abcdef-4-9', '../../etc', '', 'a/b\0c', 'x'.repeat(10_000)]) {
    const store = await openFindings(fingerprint, folder);
    expect(await store.append(put(fingerprint.slice(0, 10)))).toBe(1);
    await store.close();
    const again = await openFindings(fingerprint, folder);
    expect(await again.read()).toEqual({ operations: [put(fingerprint.slice(0, 10))], readOnly: false });
    await again.close();
  }
  expect(readdirSync(folder)).toEqual(['findings']);
  expect(readdirSync(join(folder, 'findings')).every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
});

test('after a close only what still holds is kept', async () => {
  const store = await openFindings('a', folder);
  const operations: FindingOperation[] = [put('one'), put('two'), put('one', 'changed'), { kind: 'remove', id: 'two' }];
  for (const operation of operations) await store.append(operation);
  expect((await store.read()).operations).toEqual(operations);
  await store.close();
  const again = await openFindings('a', folder);
  expect((await again.read()).operations).toEqual([put('one', 'changed')]);
  await again.close();
});

test('hostile texts and fields of a later version come back as they were', async () => {
  const odd = { ...put('x', '<script>\u202e\0\n\ud800 =1+1'), finding: { ...finding('x', '`'), later: { deep: [1] } } };
  const store = await openFindings('a', folder);
  await store.append(odd);
  await store.close();
  const again = await openFindings('a', folder);
  expect((await again.read()).operations).toEqual([odd]);
  await again.close();
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an unknown kind', { kind: 'rename', id: 'x' }],
  ['a text beyond 64 KiB', put('x', 'x'.repeat(65_537))],
  ['an unknown word', { kind: 'put', finding: { ...finding('x', ''), status: 'maybe' } }],
  ['an unknown target', { kind: 'put', finding: { ...finding('x', ''), target: { kind: 'thread' } } }],
  [
    '1,001 lines of evidence',
    { kind: 'put', finding: { ...finding('x', ''), evidence: Array(1_001).fill({ label: '', value: '' }) } },
  ],
])('%s is refused before it is written', async (_, operation) => {
  const store = await openFindings('a', folder);
  await expect(store.append(operation as FindingOperation)).rejects.toMatchObject({
    fault: { code: 'bridge/refused' },
  });
  expect((await store.read()).operations).toEqual([]);
  await store.close();
});

test('what could not be read again is not acknowledged', async () => {
  let deep: object = {};
  for (let k = 0; k < 300; k++) deep = { deep };
  const store = await openFindings('a', folder);
  const together = [put('a'), { ...put('b'), deep }, put('c')].map((operation) => store.append(operation));
  const settled = await Promise.allSettled(together);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  await store.close();
});

function put(id: string, note = ''): Extract<FindingOperation, { readonly kind: 'put' }> {
  return { kind: 'put', finding: finding(id, note) };
}

function finding(id: string, note: string): Finding {
  return {
    id,
    title: 'A cycle',
    note,
    target: { kind: 'object', address: '0x7f00' },
    evidence: [{ label: 'retained', value: '12' }],
    confidence: 'high',
    status: 'open',
    created: '2024-05-06T00:00:00Z',
    changed: '2024-05-06T00:00:00Z',
  };
}
