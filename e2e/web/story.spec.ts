// The main job on the bundled sample: from the overview to the cycle, its root, a note, and the exported note.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

interface Truth {
  readonly session_leak: { readonly first: string };
  readonly garbage: Readonly<Record<string, number>>;
}

const truth: Truth = JSON.parse(readFileSync('samples/demo.truth.json', 'utf8'));
const garbage = truth.garbage['total'] ?? 0;

let shell: StartedShell;

test.beforeAll(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterAll(() => shell.close());

test('from the overview to the cycle, its root, a note and an export', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();

  // The launch code works once and stands in no history.
  expect(new URL(page.url()).hash).toMatch(/^#\//);

  // The planted problems are findings to click.
  const standsOut = page.getByRole('region', { name: 'Stands out' });
  await expect(standsOut.getByText('3 objects of shop.ext.Buffer have a reference nobody holds')).toBeVisible();
  await expect(standsOut.getByText('shop.app.sessions alone retains this')).toBeVisible();
  await expect(standsOut.getByText(`${garbage} objects wait for the collector`)).toBeVisible();
  await standsOut.getByText(/shop.models.Session, shop.models.User form 400 cycles/).click();

  // The component with its entry reference, the cycle root.
  await expect(page).toHaveURL(/#\/cycles\/c-\d+/);
  await expect(page.getByText(/shop\.app\.sessions\['u/).first()).toBeVisible();
  await expect(page.getByRole('application')).toBeVisible();

  // One object in full.
  const { first } = truth.session_leak;
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(first);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /shop\.models\.Session/ })).toBeVisible();
  await expect(ouro.pathPane().getByText("shop.app.sessions['u1']", { exact: true })).toBeVisible();
  await expect(ouro.pathPane().getByText('2 = 2 seen')).toBeVisible();

  // A note with the numbers on screen as its evidence.
  await page.getByRole('main').getByRole('button', { name: 'Note' }).click();
  await page
    .getByRole('textbox', { name: 'Note' })
    .fill(`Logout never removes **it**: @${first} of type:shop.models.Session`);
  await page.getByRole('textbox', { name: 'Title' }).focus();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByRole('link', { name: `@${first}` })).toBeVisible();

  // Markdown and JSON leave the page as downloads.
  const [markdown] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export Markdown' }).click(),
  ]);
  const text = readFileSync(await markdown.path(), 'utf8');
  expect(markdown.suggestedFilename()).toBe('demo-findings.md');
  expect(text).toContain('Logout never removes **it**');
  expect(text).toContain('fingerprint'.replace('f', 'F'));
  const [json] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export JSON' }).click(),
  ]);
  expect(JSON.parse(readFileSync(await json.path(), 'utf8'))).toMatchObject({
    schema: 1,
    findings: [{ confidence: 'exact' }],
  });

  expect(ouro.violations).toEqual([]);
  expect(ouro.problems).toEqual([]);
});

test('notes are there after the page and the shell were closed', async ({ page }) => {
  const ouro = new OuroPage(page);
  const again = await startWebShell({ dumps: [SAMPLE], folder: shell.folder });
  await ouro.open(again.url);
  await ouro.analysed();
  await ouro.view('Findings');
  await expect(page.getByRole('main').getByText("shop.app.sessions['u1']").first()).toBeVisible();
  await again.close();
});

test('a refcount leak and garbage are found by keyboard alone', async ({ page }) => {
  const ouro = new OuroPage(page);
  const fresh = await startWebShell({ dumps: [SAMPLE] });
  await ouro.open(fresh.url);
  await ouro.analysed();
  await page.keyboard.press('7');
  const grid = page.getByRole('grid', { name: 'Objects whose counts do not add up' });
  await grid.getByRole('row').nth(1).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /shop\.ext\.Buffer/ })).toBeVisible();
  await expect(page.getByText('Unknown holder')).toBeVisible();
  await page.keyboard.press('8');
  await expect(page.getByText(`${garbage} objects`, { exact: true })).toBeVisible();
  await page.keyboard.press('[');
  await expect(page.getByRole('heading', { name: /shop\.ext\.Buffer/ })).toBeVisible();
  await fresh.close();
});

test('the query line answers with types, sets and sizes', async ({ page }) => {
  const ouro = new OuroPage(page);
  const fresh = await startWebShell({ dumps: [SAMPLE] });
  await ouro.open(fresh.url);
  await ouro.analysed();
  await ouro.view('Objects');
  await page
    .getByRole('combobox', { name: 'Query' })
    .or(page.getByRole('searchbox', { name: 'Query' }))
    .first()
    .fill('type:shop.models.* in:garbage');
  await page.keyboard.press('Enter');
  await expect(page.getByText('180 objects')).toBeVisible();
  await page
    .getByRole('combobox', { name: 'Query' })
    .or(page.getByRole('searchbox', { name: 'Query' }))
    .first()
    .fill('size>huge');
  await page.keyboard.press('Enter');
  await expect(page.getByText('The query cannot be read.')).toBeVisible();
  await fresh.close();
});

test('an object with many references draws the rows in sight and no more', async ({ page }) => {
  const ouro = new OuroPage(page);
  const fresh = await startWebShell({ dumps: [SAMPLE] });
  await ouro.open(fresh.url);
  await ouro.analysed();
  await ouro.view('Objects');
  // A dict of hundreds of items, the first in the list.
  await page
    .getByRole('combobox', { name: 'Query' })
    .or(page.getByRole('searchbox', { name: 'Query' }))
    .first()
    .fill('type:dict length>300');
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1).dblclick();
  const grid = page.getByRole('grid', { name: 'References' });
  await expect(grid.getByRole('row').nth(3)).toBeVisible();
  expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(300);
  expect(await grid.getByRole('row').count()).toBeLessThan(60);
  await fresh.close();
});
