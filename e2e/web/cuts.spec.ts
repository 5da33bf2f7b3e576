// A person cuts what holds a cycle, sees what would go, takes it back, makes it again and keeps it as a finding.
import { expect, test } from '@playwright/test';
import { capturedLeak } from '../gallery/captured.ts';
import { startWebShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

test('a cut is tried, taken back, made again and kept', async ({ page }) => {
  const shell = await startWebShell({ dumps: [await capturedLeak('parent_child')] });
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();

  await ouro.view('Cycles');
  const cycles = page.getByRole('grid', { name: /components/ });
  const first = cycles.getByRole('row').nth(1);
  await expect(first).toContainText('parent and child');
  await first.click();
  const suggestions = page.getByRole('region', { name: 'Break it here' });
  await expect(suggestions.getByRole('listitem').first()).toContainText("del parent_child.registry['p1']");

  // Cut: the collector would take all four, and the whole heap is shown as if it were so.
  await suggestions
    .getByRole('button', { name: /^Cut this reference/ })
    .first()
    .click();
  const strip = page.getByRole('region', { name: 'What if' });
  await expect(strip).toContainText('sizes are hypothetical');
  await expect(strip).toContainText('freed by the collector 4 objects');
  await expect(first).toContainText('garbage');
  await strip.getByRole('button', { name: 'Details' }).click();
  await expect(strip.getByRole('table', { name: 'What would go, by type' })).toContainText('Parent');

  // Taken back, the cycle is alive; made again, it is not.
  await page.keyboard.press('Control+z');
  await expect(strip).toBeHidden();
  await expect(first).toContainText('alive');
  await page.keyboard.press('Control+Shift+z');
  await expect(first).toContainText('garbage');

  // Kept as a finding, lifted, and cut again from it.
  await strip.getByRole('button', { name: 'Save as finding' }).click();
  await expect(page.getByLabel('Title')).toHaveValue(/references|registry/);
  await strip.getByRole('button', { name: /Restore every reference/ }).click();
  await expect(strip).toBeHidden();
  await page.getByRole('main').getByRole('button', { name: 'Cut', exact: true }).click();
  await expect(strip).toContainText('freed by the collector 4 objects');
  expect(ouro.problems).toEqual([]);
  await shell.close();
});

test('a lens of one’s own is searched and says what it finds', async ({ page }) => {
  const shell = await startWebShell({ dumps: [await capturedLeak('exception_frame')] });
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Cycles');
  const status = page.getByText(/components?, .* largest/);
  const before = (await status.textContent()) ?? '';
  await page.getByRole('button', { name: 'frames' }).click();
  await expect(status).not.toHaveText(before);
  await expect(page).toHaveURL(/lens=hide-/);
  await expect(page.getByRole('grid', { name: /components/ })).not.toContainText('exception in its own frame');
  expect(ouro.problems).toEqual([]);
  await shell.close();
});
