// The pictures of the user guide, made from the bundled sample. `npm run pictures` writes them into docs/pictures.
import { expect, test } from '@playwright/test';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

test('every view has a picture, light and dark', async ({ page }, info) => {
  test.setTimeout(180_000);
  const folder = process.env['OURO_PICTURES'] === undefined ? info.outputDir : 'docs/pictures';
  mkdirSync(folder, { recursive: true });
  const shell = await startWebShell({ dumps: [SAMPLE] });
  const ouro = new OuroPage(page);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await ouro.open(shell.url);
  await ouro.analysed();

  const shoot = async (name: string): Promise<void> => {
    await page.waitForTimeout(500);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path });
    expect(statSync(path).size).toBeGreaterThan(20_000);
  };

  await expect(page.getByRole('region', { name: 'Stands out' }).getByText(/shop\.ext\.Buffer/)).toBeVisible();
  await shoot('overview-light');
  await page
    .getByRole('region', { name: 'Stands out' })
    .getByText(/PaymentError form 12 cycles/)
    .click();
  await expect(page.getByRole('application')).toBeVisible();
  await shoot('cycles-light');
  await ouro.view('Refcounts');
  await page.getByRole('grid', { name: 'Objects whose counts do not add up' }).getByRole('row').nth(1).dblclick();
  await expect(page.getByText('Unknown holder')).toBeVisible();
  await shoot('object-light');
  await ouro.view('GC');
  await shoot('gc-light');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await ouro.view('Types');
  await shoot('types-dark');
  await ouro.view('Overview');
  await shoot('overview-dark');
  await shell.close();
});
