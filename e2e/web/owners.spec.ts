// Who owns the memory: an owner and its objects, another grouping, and rules of one's own.
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

test('from an owner to its objects, by keyboard, and back', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Owners');
  await expect(page).toHaveURL(/#\/owners\/package$/);
  const owners = page.getByRole('table', { name: 'Who owns the memory' });
  await expect(owners.getByRole('row').nth(1)).toContainText('shop');
  await page.getByRole('button', { name: 'Module', exact: true }).click();
  await expect(page).toHaveURL(/#\/owners\/module$/);
  const app = owners.getByRole('row', { name: /^shop\.app/ });
  await app.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/owner=module%3Ashop\.app/);
  await expect(page.getByRole('heading', { name: 'Objects of shop.app' })).toBeVisible();
  const objects = page.getByRole('grid', { name: 'Objects of an owner' });
  await expect(objects.getByRole('row').nth(1)).toContainText('0x');
  await objects.getByRole('row').nth(1).click();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/object\/0x/);
  await page.keyboard.press('[');
  await expect(page.getByRole('heading', { name: 'Objects of shop.app' })).toBeVisible();
  await page.getByRole('button', { name: 'Shared', exact: true }).click();
  await expect(objects.getByRole('row').nth(1)).toContainText('0x');
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});

test('rules name an owner; a line that cannot be read is named', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Owners');
  await page.getByRole('button', { name: 'Rules' }).click();
  const field = page.getByRole('textbox', { name: 'Your rules of ownership' });
  await field.fill('TAG sessions shop.models.Session');
  await page.getByRole('button', { name: 'Apply' }).click();
  const owners = page.getByRole('table', { name: 'Who owns the memory' });
  await expect(owners.getByRole('row', { name: /^sessions rule/ })).toBeVisible();
  await expect(page).toHaveURL(/rules=TAG/);
  await field.fill('# first\nOWNS nothing');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('The rules cannot be read.')).toBeVisible();
  await expect(page.getByText('Line 2.')).toBeVisible();
  expect(ouro.violations).toEqual([]);
});

test('the page is accessible in both themes', async ({ browser }) => {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(axeSource);
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await page.evaluate(() => (location.hash = '#/owners/package?owner=package%3Ashop'));
  await expect(page.getByRole('heading', { name: 'Objects of shop' })).toBeVisible();
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
    await page.waitForTimeout(300);
    const shots = process.env['OURO_SHOTS'];
    if (shots !== undefined) await page.screenshot({ path: `${shots}/owners-${theme}.png` });
    if (theme === 'dark') await page.getByRole('button', { name: 'Rules' }).click();
    await page.waitForTimeout(300);
    if (shots !== undefined && theme === 'dark') await page.screenshot({ path: `${shots}/owners-rules.png` });
    const violations = await page.evaluate(async () => {
      const axe = Reflect.get(window, 'axe') as { run(options: unknown): Promise<unknown> };
      const result = (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })) as {
        readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
      };
      return result.violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
      );
    });
    found.push(...violations.map((violation) => `${theme}: ${violation}`));
  }
  expect(found).toEqual([]);
  await context.close();
});
