import { expect, test } from 'vitest';
import type { Fault, FaultCode } from '#heap/base/fault.ts';
import { faultText } from './faultText.ts';

// Complete by its type: a new code without an example here does not compile.
const EXAMPLES: { readonly [Code in FaultCode]: Extract<Fault, { readonly code: Code }> } = {
  'format/unknown': { code: 'format/unknown', offset: 0, tried: ['ouro', 'pyheap'] },
  'format/version': { code: 'format/version', offset: 8, found: '9.0', supported: '1.0' },
  'format/truncated': { code: 'format/truncated', offset: 96, section: 'objects', expected: 64, length: 12 },
  'format/corrupt': { code: 'format/corrupt', offset: 96, section: 'objects', reason: 'crc' },
  'format/limit': { code: 'format/limit', offset: 96, section: 'names', limit: 'bytes', allowed: 10, found: 11 },
  'core/not-a-core': { code: 'core/not-a-core', offset: 16, found: 'a program or library' },
  'core/machine': { code: 'core/machine', offset: 18, found: 'aarch64' },
  'core/not-python': { code: 'core/not-python', offset: 0 },
  'core/free-threaded': { code: 'core/free-threaded', offset: 0 },
  'core/version': { code: 'core/version', offset: 0, found: 'CPython 3.7', supported: 'CPython 3.8 to 3.14' },
  'core/truncated': { code: 'core/truncated', offset: 96, section: 'memory', expected: 640, length: 96 },
  'source/unreadable': { code: 'source/unreadable', reason: 'EACCES' },
  'source/changed': { code: 'source/changed', what: 'size' },
  'memory/exhausted': { code: 'memory/exhausted', needed: 1e10, budget: 1e9, purpose: 'loading' },
  'heap/no-such-object': { code: 'heap/no-such-object', asked: '0x1234' },
  'heap/not-open': { code: 'heap/not-open', asked: 'types' },
  'heap/partial': { code: 'heap/partial', missing: 'references' },
  'findings/unreadable': { code: 'findings/unreadable', reason: 'no JSON' },
  'query/invalid': { code: 'query/invalid', column: 3, expected: 'a size' },
  'rules/invalid': { code: 'rules/invalid', line: 2, expected: 'WEAK TYPE ATTRIBUTE' },
  'sql/refused': { code: 'sql/refused' },
  'sql/failed': { code: 'sql/failed', reason: 'Parser Error: syntax error at or near "form"' },
  'sql/stopped': { code: 'sql/stopped', limit: 'time', allowed: 30_000 },
  'analysis/needs': { code: 'analysis/needs', analysis: 'refcounts', missing: ['refcounts'] },
  'index/damaged': { code: 'index/damaged', column: 'objects.address', reason: 'crc' },
  'export/failed': { code: 'export/failed', reason: 'ENOSPC' },
  'workspace/conflict': { code: 'workspace/conflict', reason: 'locked' },
  'workspace/unwritable': { code: 'workspace/unwritable', reason: 'EROFS' },
  'capture/refused': { code: 'capture/refused', reason: 'no such process', instead: ['import ouroboros_capture'] },
  'bridge/refused': { code: 'bridge/refused', reason: 'unknown channel' },
};

test.each(Object.values(EXAMPLES))('$code is a sentence with everything it knows', (fault) => {
  const text = faultText(fault);
  expect(text).toMatch(/^[A-Za-z][^\n]{20,}/);
  expect(text).not.toMatch(/undefined|NaN|\[object/);
});

test('no two faults read the same', () => {
  const texts = Object.values(EXAMPLES).map(faultText);
  expect(new Set(texts).size).toBe(texts.length);
});

test('a cut file says where and what to do', () => {
  expect(faultText(EXAMPLES['format/truncated'])).toBe(
    'The file ends at byte 96 inside the objects: 64 bytes expected, 12 there. It was probably copied while being written; copy it again.',
  );
});
