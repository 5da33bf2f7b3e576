// What could be smaller: from the overview to a check, to a type, to its objects.
import { expect, test } from '@playwright/test';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

let shell: StartedShell;

test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterEach(() => shell.close());

test('from the scorecard to the instances that __slots__ would make smaller', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await page
    .getByRole('region', { name: 'Recoverable' })
    .getByRole('link', { name: /__slots__/ })
    .click();
  await expect(page).toHaveURL(/#\/overhead\/slots$/);
  const byType = page.getByRole('table', { name: 'By type' });
  const session = byType.getByRole('row', { name: /shop\.models\.Session/ });
  await expect(session).toContainText('400');

  await session.focus();
  await page.keyboard.press('Enter');
  const advice = page.getByRole('region', { name: '__slots__' });
  await expect(advice).toContainText('@dataclass(slots=True)');
  await advice.getByRole('button', { name: 'List 400 objects' }).click();
  await expect(page).toHaveURL(/#\/objects\?q=saves%3Aslots\+type%3Ashop\.models\.Session/);
  await expect(page.getByText('400 objects')).toBeVisible();

  await ouro.view('Overhead');
  await expect(byType.getByRole('row', { name: /List slack/ })).toBeVisible();
  const first = page.getByRole('region', { name: 'Equal values' });
  await first.getByRole('button', { name: /^0x/ }).first().click();
  await expect(page).toHaveURL(/#\/object\/0x/);
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});
