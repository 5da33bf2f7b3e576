// axe on every view in both themes, and nothing that leaves this machine.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const VIEWS = [
  'Open',
  'Overview',
  'Types',
  'Objects',
  'Dominators',
  'Cycles',
  'Refcounts',
  'GC',
  'Memory map',
  'Overhead',
  'Compare',
  'Findings',
];

let shell: StartedShell;

test.beforeAll(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterAll(() => shell.close());

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

test('every view is accessible in both themes and asks nobody outside', async ({ browser }) => {
  test.setTimeout(240_000);
  // axe is test code that the page's own policy would refuse.
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const ouro = new OuroPage(page);
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(shell.url).origin) && !/^(data|blob):/.test(request.url()))
      foreign.push(request.url());
  });
  await page.addInitScript(axeSource);
  await ouro.open(shell.url);
  await ouro.analysed();
  await page
    .getByRole('region', { name: 'Stands out' })
    .getByText(/shop.models.Session, shop.models.User/)
    .click();
  await expect(page.getByRole('application')).toBeVisible();
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => {
      document.documentElement.dataset['theme'] = chosen;
    }, theme);
    for (const view of VIEWS) {
      await ouro.view(view);
      await page.waitForTimeout(300);
      const result = await page.evaluate(async () => {
        const axe = Reflect.get(window, 'axe') as { run(options: unknown): Promise<unknown> };
        return (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })) as AxeResult;
      });
      for (const violation of result.violations) {
        found.push(
          `${theme} ${view}: ${violation.id}: ${violation.nodes
            .map((node) => node.html.slice(0, 160))
            .slice(0, 3)
            .join(' | ')}`,
        );
      }
    }
  }
  expect(found).toEqual([]);
  expect(foreign).toEqual([]);
  await context.close();
});
