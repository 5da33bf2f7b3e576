// Anything in SQL, in the page: the editor, an example, objects out of rows, files, and queries that never end.
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The engine is compiled before the first answer, on a machine that does other things too. */
const FIRST = { timeout: 30_000 };

let shell: StartedShell;

test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterEach(() => shell.close());

async function opened(page: Page): Promise<OuroPage> {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('SQL');
  return ouro;
}

async function typed(page: Page, sql: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'SQL query' });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(sql);
}

test('an example, its chart, a file, and an object out of a row, by keyboard', async ({ page }) => {
  const ouro = await opened(page);
  await page.getByRole('searchbox', { name: 'Find an example' }).fill('retain most');
  await page.getByRole('button', { name: 'Objects that retain most' }).click();
  const result = page.getByRole('grid', { name: 'Result' });
  await expect(result.getByRole('row').nth(1)).toContainText('#', FIRST);
  await expect(page.getByRole('status').filter({ hasText: '50 rows' })).toBeVisible();
  const rows = await result.getByRole('row').nth(1).textContent();
  await page.getByRole('button', { name: 'Chart', exact: true }).click();
  const bars = page.getByRole('region', { name: 'retained by type' }).getByRole('listitem');
  await expect(bars).toHaveCount(40);
  expect(rows).toContain(await bars.first().locator('.value').textContent());
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as parquet' }).click();
  const bytes = readFileSync(await (await download).path());
  expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await result.getByRole('row').nth(1).click();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/object\/0x/);
  // Back: the query, its rows and the engine are as they were.
  await page.keyboard.press('[');
  await expect(result.getByRole('row').nth(1)).toContainText('#');
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});

test('what is typed: completed, run, kept, refused, stopped', async ({ page }) => {
  const ouro = await opened(page);
  await typed(page, 'select typ');
  await page.keyboard.press('Control+Space');
  await expect(page.getByRole('option', { name: 'types', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await typed(page, 'select count(*) as n from objects');
  await page.keyboard.press('ControlOrMeta+Enter');
  const result = page.getByRole('grid', { name: 'Result' });
  await expect(result.getByRole('columnheader')).toHaveText(['n'], FIRST);
  await expect(page).toHaveURL(/#\/sql\?q=select/);
  await page.getByRole('button', { name: 'Save query' }).click();
  await expect(page.getByRole('region', { name: 'Saved queries' }).getByRole('button')).toHaveText([
    'select count(*) as n from objects',
  ]);
  await typed(page, "select * from read_text('/etc/passwd')");
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByText(/file system operations are disabled/)).toBeVisible();
  // The last result stays below.
  await expect(result.getByRole('columnheader')).toHaveText(['n']);
  await typed(page, 'drop view objects');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByText('Only questions are answered.')).toBeVisible();
  await typed(page, 'with recursive r(i) as (select 1 union all select i + 1 from r) select count(*) from r');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText(/^Stopped\./)).toBeVisible(FIRST);
  // A single step without end stops with its worker; the page is as quick as ever, and the next query is answered.
  await typed(page, "select length(repeat('a', 2000000000)) as n");
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText(/^Stopped\./)).toBeVisible(FIRST);
  await typed(page, 'select 42 as answer');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(result.getByRole('row').nth(1)).toHaveText('42', FIRST);
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});

test('the page is accessible in both themes', async ({ browser }) => {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(axeSource);
  await opened(page);
  await page.getByRole('button', { name: 'Types by bytes' }).click();
  await expect(page.getByRole('grid', { name: 'Result' }).getByRole('row').nth(1)).toBeVisible(FIRST);
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
    for (const face of ['Table', 'Chart']) {
      await page.getByRole('button', { name: face, exact: true }).click();
      await page.waitForTimeout(300);
      const shots = process.env['OURO_SHOTS'];
      if (shots !== undefined) await page.screenshot({ path: `${shots}/sql-${theme}-${face}.png` });
      const violations = await page.evaluate(async () => {
        const axe = Reflect.get(window, 'axe') as { run(options: unknown): Promise<unknown> };
        const result = (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })) as {
          readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
        };
        return result.violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
        );
      });
      found.push(...violations.map((violation) => `${theme} ${face}: ${violation}`));
    }
  }
  expect(found).toEqual([]);
  await context.close();
});

test('without shared memory the console answers from copies', async ({ page }) => {
  await shell.close();
  shell = await startWebShell({ dumps: [SAMPLE], isolated: false });
  await opened(page);
  await page.getByRole('button', { name: 'Types by bytes' }).click();
  await expect(page.getByRole('grid', { name: 'Result' }).getByRole('row').nth(1)).toBeVisible(FIRST);
});
