// Files of every format, under a name that says nothing: they open, say what they can answer, and every page of them stands.
import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { smallCore } from '../../heap/testing/coreWriter.ts';
import { meliaeBytes, meliaeProgram } from '../../heap/testing/meliaeWriter.ts';
import { SMALL } from '../../heap/testing/pyheapPrograms.ts';
import { writePyheap } from '../../heap/testing/pyheapWriter.ts';
import { startWebShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const VIEWS = ['overview', 'types', 'objects', 'dominators', 'cycles', 'refcounts', 'gc', 'map', 'threads', 'findings'];

interface Sample {
  readonly format: string;
  readonly runtime: RegExp;
  /** A question that this format cannot answer, and what the page says of it. */
  readonly cannot: RegExp;
  write(path: string): void;
}

const fixture = (name: string): string => resolve('heap/formats', name);

const SAMPLES: readonly Sample[] = [
  {
    format: 'PyHeap',
    runtime: /CPython/,
    cannot: /Who holds references nobody can see\?.*Capture with ouroboros_capture\.py/,
    write: (path) => writeFileSync(path, writePyheap(SMALL).bytes),
  },
  {
    format: 'Meliae, packed',
    runtime: /CPython/,
    cannot: /What would the collector free\?.*Capture with ouroboros_capture\.py/,
    write: (path) => writeFileSync(path, gzipSync(meliaeBytes(meliaeProgram()))),
  },
  {
    format: 'graph',
    runtime: /./,
    cannot: /Which running functions hold them\?.*Not in this file/,
    write: (path) => copyFileSync(fixture('graph/fixtures/small.ndjson'), path),
  },
  {
    format: 'V8',
    runtime: /V8/,
    cannot: /Who holds references nobody can see\?.*This runtime has none/,
    write: (path) =>
      void execFileSync(process.execPath, ['-e', `require('v8').writeHeapSnapshot(process.argv[1])`, path]),
  },
  {
    format: 'core',
    runtime: /CPython 3\.8/,
    cannot: /Where was it allocated\?.*Not in this file/,
    write: (path) => writeFileSync(path, smallCore().bytes),
  },
  {
    format: 'tracemalloc',
    runtime: /CPython/,
    cannot: /Who holds references nobody can see\?.*Not in this file/,
    write: (path) => writeFileSync(path, readFileSync(fixture('tracemalloc/fixtures/tiny-3.13.pickle'))),
  },
];

for (const sample of SAMPLES) {
  test(`a ${sample.format} file under the name notes.txt`, async ({ page }) => {
    const path = join(mkdtempSync(join(tmpdir(), 'ouroboros-formats-')), 'notes.txt');
    sample.write(path);
    const shell = await startWebShell({ dumps: [path] });
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    try {
      const ouro = new OuroPage(page);
      await ouro.open(shell.url);
      await ouro.analysed();
      const main = page.getByRole('main');
      await expect(main.getByRole('list', { name: 'What this file can answer' })).toContainText(sample.cannot);
      await expect(page.getByRole('banner')).toContainText(sample.runtime);
      for (const view of VIEWS) {
        await page.evaluate((hash) => (location.hash = hash), `#/${view}`);
        await page.waitForTimeout(150);
        await expect(main.getByText('This is a bug', { exact: false })).toHaveCount(0);
      }
      expect(broken).toEqual([]);
    } finally {
      await shell.close();
    }
  });
}
