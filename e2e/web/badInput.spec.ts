// Bad input ends in a named panel, a banner, or a message: never a blank window.
import { expect, test } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capturedProgram, SAMPLE, workFolder } from '../support/captured.ts';
import { startWebShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

test('not a dump: says what was tried', async ({ page }) => {
  const path = join(workFolder, 'notes.ouro');
  writeFileSync(path, 'these are only some notes\n'.repeat(200));
  const shell = await startWebShell({ dumps: [path] });
  await new OuroPage(page).open(shell.url);
  await expect(page.getByRole('alert')).toContainText('This is not a heap dump Ouroboros knows.');
  await expect(page.getByRole('alert')).toContainText('ouro');
  await expect(page.getByRole('alert')).toContainText('format/unknown');
  await shell.close();
});

test('a cut file opens with what is there, and says so on every view', async ({ page }) => {
  const whole = readFileSync(capturedProgram(20_000));
  const path = join(workFolder, 'cut.ouro');
  writeFileSync(path, whole.subarray(0, Math.floor(whole.length * 0.9)));
  const shell = await startWebShell({ dumps: [path] });
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await expect(page.getByText('This dump is incomplete:')).toBeVisible();
  await ouro.view('Types');
  await expect(page.getByText('This dump is incomplete:')).toBeVisible();
  expect(ouro.problems).toEqual([]);
  await shell.close();
});

test('a used link says so', async ({ page, browser }) => {
  const shell = await startWebShell({ dumps: [SAMPLE] });
  await new OuroPage(page).open(shell.url);
  await expect(page.getByRole('region', { name: 'Stands out' })).toBeVisible();
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(shell.url);
  await expect(stranger.getByText('This link was already used. It works once.')).toBeVisible();
  await shell.close();
});

test('without shared memory one worker does both', async ({ page }) => {
  const shell = await startWebShell({ dumps: [SAMPLE], isolated: false });
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await ouro.analysed();
  await expect(page.getByRole('region', { name: 'Stands out' }).getByText(/shop.ext.Buffer/)).toBeVisible();
  expect(ouro.problems).toEqual([]);
  await shell.close();
});
