// The guide beside a view: its chapter, its live numbers, the way to where they come from; by keyboard, in both themes, in Chinese.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let shell: StartedShell;

test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterEach(() => shell.close());

test('a chapter with the numbers of this heap, and the way to them', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Memory map');
  await page.getByRole('button', { name: 'Learn' }).click();
  const guide = page.getByRole('complementary', { name: 'Guide' });
  await expect(guide.getByRole('heading', { name: /^Pools, arenas/ })).toBeVisible();
  const map = await page
    .getByRole('main')
    .getByText(/^\d+ arenas, [\d,]+ pools$/)
    .textContent();
  const [arenas = '', pools = ''] = (map ?? '').split(', ').map((part) => part.trim());
  await expect(guide.getByRole('link', { name: arenas, exact: true })).toBeVisible();
  await expect(guide.getByRole('link', { name: `${pools}`, exact: true })).toBeVisible();

  // Every chapter by keyboard, every number of this dump; then one of them is followed.
  for (const chapter of ['Objects', 'Counts', 'Collector', 'What to do']) {
    await guide.getByRole('button', { name: chapter, exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(guide.getByRole('heading', { level: 2 })).toHaveCount(2);
    await expect(guide.locator('.example')).toHaveCount(0);
  }
  await guide.getByRole('link', { name: /^Equal values/ }).click();
  await expect(page).toHaveURL(/#\/overhead\/duplicates$/);
  await expect(guide).toBeVisible();
  await guide.focus();
  await page.keyboard.press('Escape');
  await expect(guide).toHaveCount(0);
  await page.keyboard.press('F1');
  await expect(guide.getByRole('heading', { name: 'What to do about memory' })).toBeVisible();
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});

test('the guide is accessible in both themes, and speaks Chinese', async ({ browser }) => {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce', locale: 'zh-CN' });
  const page = await context.newPage();
  await page.addInitScript(axeSource);
  await page.goto(shell.url);
  await expect(page.getByRole('button', { name: '了解' })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: '了解' }).click();
  await expect(page.getByRole('heading', { name: 'CPython 如何分配一个对象' })).toBeVisible();
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
    const violations = await page.evaluate(async () => {
      const { violations: found } = await Reflect.get(window, 'axe').run('aside[aria-label]');
      return found.map(({ id }: { id: string }) => id);
    });
    expect(violations).toEqual([]);
  }
  await context.close();
});
