import { expect, test } from 'vitest';
import { exportName } from './exporting.ts';

test.each([
  ['shop-api.ouro', 'findings', 'md', 'shop-api-findings.md'],
  ['dump.tar.gz', 'report', 'json', 'dump.tar-report.json'],
  ['../../etc/passwd', 'findings', 'md', 'etc-passwd-findings.md'],
  ['\u202egnp.exe', 'report', 'html', 'gnp-report.html'],
  ['', 'report', 'pdf', 'heap-report.pdf'],
] as const)('%j is exported as %s.%s: %s', (dump, what, ending, name) => {
  expect(exportName(dump, what, ending)).toBe(name);
});
