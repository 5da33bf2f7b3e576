// Sets of objects: from a query, from marked rows, from a SQL result; joined, measured, forgotten.
import { expect, test } from '@playwright/test';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

let shell: StartedShell;

test.beforeAll(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterAll(() => shell.close());

test('a selection becomes a set that every query knows', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Objects');
  const query = page.getByLabel('Query', { exact: true });
  await query.fill('type:shop.models.Session');
  await query.press('Enter');
  await page.getByRole('button', { name: 'Name as a set' }).click();
  await page.getByRole('textbox', { name: 'Name of the set' }).fill('in vain');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByRole('textbox', { name: 'Name of the set' }).fill('sessions');
  await page.keyboard.press('Enter');
  const list = page.getByRole('list', { name: 'Named sets' });
  await expect(list.getByRole('listitem')).toHaveText(/in:sessions.*retained/);

  // Two marked rows, by key and by pointer.
  const rows = page.getByRole('grid', { name: 'Objects' }).getByRole('row');
  await rows.nth(1).click();
  await page.keyboard.press('m');
  await rows.nth(2).click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByText('2 objects marked')).toBeVisible();
  const status = page.getByRole('status').filter({ hasText: '2 objects marked' });
  await status.getByRole('button', { name: 'Name as a set' }).click();
  await status.getByRole('textbox', { name: 'Name of the set' }).fill('two');
  await page.keyboard.press('Enter');
  await expect(list.getByRole('listitem')).toHaveCount(2);
  const total = await page
    .getByRole('status')
    .filter({ hasText: /^[\d,]+ objects$/ })
    .textContent();
  const all = Number((total ?? '').replace(/\D/g, ''));
  await query.fill('in:sessions-two');
  await query.press('Enter');
  await expect(page.getByText(`${(all - 2).toLocaleString('en')} objects`, { exact: true })).toBeVisible();

  // The same objects as types, and as what keeps them.
  await page.getByRole('button', { name: 'Types', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Types' }).getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'What keeps them' }).click();
  await expect(page.getByRole('treegrid', { name: 'What keeps them' })).toContainText('sessions');

  // What a result of SQL names.
  await ouro.view('SQL');
  await page.getByRole('textbox', { name: 'SQL query' }).click();
  await page.keyboard.insertText("select id from objects where type = 'shop.models.Session' order by id limit 3");
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.getByText('3 rows')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Name as a set' }).click();
  await page.getByRole('textbox', { name: 'Name of the set' }).fill('three');
  await page.keyboard.press('Enter');
  await ouro.view('Objects');
  await page.getByRole('button', { name: 'Objects of in:three' }).click();
  await expect(page.getByText('3 objects', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Forget in:two' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
  await page.screenshot({ path: 'test-results/sets.png' });
});
