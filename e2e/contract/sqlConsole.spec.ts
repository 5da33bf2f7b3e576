// The SQL console under the desktop's protocol and policy: the engine is served, compiled and asked as in a browser.
import { expect } from '@playwright/test';
import { test } from './desktopProgram.ts';

test('the desktop answers an example', async ({ desktop }) => {
  const program = await desktop.start({ args: [desktop.dumps[1] ?? ''] });
  const page = await program.page();
  await expect(page.getByText('All analyses are complete')).toBeVisible({ timeout: 60_000 });
  await page.evaluate(() => (location.hash = '#/sql'));
  await page.getByRole('button', { name: 'Types by bytes' }).click();
  const row = page.getByRole('grid', { name: 'Result' }).getByRole('row').nth(1);
  await expect(row).toContainText('bytes', { timeout: 60_000 });
});
