// Two dumps of one process beside each other: what is new, where it hangs, what is gone; and a dump of another process.
import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { SAMPLE, workFolder } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const python = process.env['OURO_PYTHON'] ?? 'python3';
const dump = (round: number): string => join(workFolder, `grown-${round}.ouro`);

/** Two dumps are analysed for these groupings. */
const SLOW = { timeout: 30_000 };

let shell: StartedShell;

test.beforeAll(async () => {
  execFileSync(python, [resolve('heap/testing/grownProgram.py'), resolve('capture'), workFolder, '7']);
  shell = await startWebShell({ dumps: [dump(2), dump(0), dump(1), SAMPLE] });
});
test.afterAll(() => shell.close());

test('a leak is named, its new objects are listed, and what keeps them', async ({ browser }) => {
  // axe is test code that the page's own policy would refuse.
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(axeSource);
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Compare');
  await expect(page.getByText('Add a second dump of the same process')).toBeVisible();
  for (const name of ['grown-1.ouro', 'grown-0.ouro']) {
    await page.getByLabel('Another dump').selectOption({ label: name });
    await page.getByRole('button', { name: 'Compare with it' }).click();
    await expect(page.getByRole('list', { name: 'Dumps, oldest first' })).toContainText(name);
    await expect(page.getByRole('button', { name: 'Compare with it' })).toBeEnabled();
  }
  const dumps = page.getByRole('list', { name: 'Dumps, oldest first' }).getByRole('listitem');
  await expect(dumps.nth(0)).toContainText('grown-0.ouro');
  await expect(dumps.nth(1)).toContainText('the same process');
  const groups = page.getByRole('table', { name: 'What changed' });
  const leaked = groups.getByRole('row', { name: /__main__\.Leaked/ });
  await expect(leaked).toContainText('each step up');
  await expect(leaked).toContainText('2,000');
  await expect(groups.getByRole('row', { name: /__main__\.Cached/ })).toContainText('levels off');
  await expect(groups.getByRole('row', { name: /__main__\.After/ })).toContainText('was __main__.Before');
  await expect(groups.getByRole('row', { name: /__main__\.Churned/ })).toContainText('comes and goes');
  await leaked.getByRole('button', { name: '2,000 new of __main__.Leaked' }).focus();
  await page.keyboard.press('Enter');
  const objects = page.getByRole('grid', { name: 'Objects of the comparison' });
  await expect(objects.getByRole('row').nth(1)).toContainText('0x');
  await page.getByRole('button', { name: 'What keeps them' }).click();
  await expect(page.getByRole('treegrid', { name: 'What keeps them' })).toContainText('leaked');
  const axe = await page.evaluate(async () => {
    const run = (window as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }).axe;
    return (await run.run()).violations.map(({ id }) => id);
  });
  expect(axe).toEqual([]);
  await page.getByRole('button', { name: 'As a query: in:new' }).click();
  await expect(page).toHaveURL(/#\/objects/);
  await expect(page.getByText('2,000 objects')).toBeVisible();
  await ouro.view('Compare');
  await page.getByRole('button', { name: 'Treemap' }).click();
  await page.screenshot({ path: join(workFolder, 'compare-treemap.png') });
  await page.getByRole('button', { name: /^__main__\.Leaked/ }).click();
  await expect(page.getByRole('heading', { name: 'New: __main__.Leaked' })).toBeVisible();
  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await page.getByRole('button', { name: 'Path', exact: true }).click();
  await expect(groups.getByRole('row', { name: /^__main__\.leaked\[\*\]\.name/ })).toBeVisible(SLOW);
  await page.getByRole('button', { name: 'Dominators', exact: true }).click();
  await expect(groups.getByRole('row', { name: /^__main__ › list › __main__\.Leaked/ })).toBeVisible(SLOW);
  await page.getByRole('button', { name: 'Type', exact: true }).click();
  await page.getByRole('button', { name: /gone of __main__\.Churned/ }).click();
  await expect(page.getByText('Of the first dump')).toBeVisible();
  await objects.getByRole('row').nth(1).dblclick();
  await expect(page).toHaveURL(/#\/object\/0x/);
  await expect(page.getByRole('banner')).toContainText('grown-0.ouro');
  expect(ouro.problems).toEqual([]);
  await context.close();
});

test('a dump of another process is matched by name, and the page says so', async ({ page }) => {
  const ouro = new OuroPage(page);
  const other = await startWebShell({ dumps: [dump(0), SAMPLE] });
  try {
    await ouro.open(other.url);
    await ouro.analysed();
    await ouro.view('Compare');
    await page.getByLabel('Another dump').selectOption({ label: 'demo.ouro' });
    await page.getByRole('button', { name: 'Compare with it' }).click();
    await expect(page.getByText('another process: matched by name only')).toBeVisible();
    await expect(page.getByText('Dumps of different processes share no objects')).toBeVisible();
    expect(ouro.problems).toEqual([]);
  } finally {
    await other.close();
  }
});
