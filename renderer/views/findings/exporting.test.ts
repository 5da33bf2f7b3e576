import { expect, test } from 'vitest';
import { exportName } from './exporting.ts';

test.each([
  ['shop-api.ouro', 'md', 'shop-api-findings.md'],
  ['dump.tar.gz', 'json', 'dump.tar-findings.json'],
  ['../../etc/passwd', 'md', 'heap-findings.md'],
  ['\u202egnp.exe', 'md', '-gnp-findings.md'],
  ['', 'md', 'heap-findings.md'],
] as const)('%j is exported as %s: %s', (dump, ending, name) => {
  expect(exportName(dump, ending)).toBe(name);
});
