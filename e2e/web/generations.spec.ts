// Types by generation on the page of the collector: counts are links to the objects they count.
import { expect, test } from '@playwright/test';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

let shell: StartedShell;

test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterEach(() => shell.close());

test('a count of a type in a generation opens its objects', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('GC');
  const main = page.getByRole('main');
  const ages = main.getByRole('table', { name: 'Objects by generation' });
  await expect(ages.getByRole('row')).not.toHaveCount(1);
  await expect(main.getByText(/visits [\d,]+ objects and references in one pass/)).toBeVisible();

  const types = main.getByRole('table', { name: 'Types by generation' });
  const row = types.getByRole('row', { name: /shop\.models\.Session/ });
  await row.scrollIntoViewIfNeeded();
  const link = row.getByRole('button').last();
  const shown = (await link.textContent()) ?? '';
  await link.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=type%3Ashop\.models\.Session\+gen%3A\d/);
  await expect(page.getByText(new RegExp(`^${shown.trim()} objects`)).first()).toBeVisible();
  await page.keyboard.press('[');
  await expect(types).toBeVisible();
  if (process.env['OURO_SHOTS'] !== undefined) {
    await types.scrollIntoViewIfNeeded();
    for (const theme of ['light', 'dark']) {
      await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
      await page.screenshot({ path: `${process.env['OURO_SHOTS']}/generations-${theme}.png` });
    }
  }
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});
