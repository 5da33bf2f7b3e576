// A whole investigation: open, find, cut, note, export, close, reopen, and the same notebook asked of a dump of the mended program.
import { expect, test, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from '../gallery/answers.ts';
import { capturedLeak, python } from '../gallery/captured.ts';
import { workFolder } from '../support/captured.ts';
import { startWebShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

/** Pictures for the user guide: `OURO_PICTURES=1`. */
async function shoot(page: Page, name: string): Promise<void> {
  if (process.env['OURO_PICTURES'] === undefined) return;
  mkdirSync('docs/pictures', { recursive: true });
  await page.waitForTimeout(500);
  await page.screenshot({ path: join('docs/pictures', `story-${name}.png`) });
}

test('a leak is found, written down, and seen to be mended', async ({ page }) => {
  const leak = await capturedLeak('parent_child');
  const mended = join(workFolder, 'mended.ouro');
  await capture(python, 'parent_child', mended, '--fixed');
  const ouro = new OuroPage(page);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const shell = await startWebShell({ dumps: [leak] });

  // Found: the cycle, and what to cut.
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Cycles');
  await page
    .getByRole('grid', { name: /components/ })
    .getByRole('row')
    .nth(1)
    .click();
  const suggestions = page.getByRole('region', { name: 'Break it here' });
  await suggestions
    .getByRole('button', { name: /^Cut this reference/ })
    .first()
    .click();
  const strip = page.getByRole('region', { name: 'What if' });
  await expect(strip).toContainText('freed by the collector 4 objects');
  await shoot(page, 'cut');
  await strip.getByRole('button', { name: 'Save as finding' }).click();
  await expect(page.getByLabel('Title')).toHaveValue(/references|registry/);
  await strip.getByRole('button', { name: /Restore every reference/ }).click();

  // Written down: the object itself, with what it is and where it hangs.
  await ouro.view('Objects');
  await page.getByLabel('Query', { exact: true }).fill('type:parent_child.Parent');
  await page.keyboard.press('Enter');
  const objects = page.getByRole('grid', { name: 'Objects' });
  await expect(objects.getByRole('row')).toHaveCount(2);
  await objects.getByRole('row').nth(1).dblclick();
  await page.getByRole('main').getByRole('button', { name: 'Note' }).click();
  await page.getByRole('textbox', { name: 'Note' }).fill('finish() leaves the **job** in the registry.');
  await page.getByRole('textbox', { name: 'Tags' }).fill('leak, registry leak');
  await page.getByRole('group', { name: 'How bad' }).getByRole('button', { name: 'high' }).click();
  await page.getByRole('textbox', { name: 'Title' }).focus();
  await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  const again = page.getByRole('region', { name: 'Asked again' });
  await expect(again).toContainText('Every number is what it was.');
  await shoot(page, 'note');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export JSON' }).click(),
  ]);
  const notebook = join(workFolder, 'notebook.json');
  await download.saveAs(notebook);
  expect(ouro.problems).toEqual([]);

  // Closed and opened again: the notes are there, and hold.
  const second = await startWebShell({ dumps: [leak], folder: shell.folder });
  await ouro.open(second.url);
  await ouro.analysed();
  await ouro.view('Findings');
  const list = page.getByRole('main').getByRole('listitem').filter({ hasText: 'open' });
  await expect(list.filter({ hasText: 'same' })).toHaveCount(2);
  await expect(list.filter({ hasText: '#leak' })).toContainText(/high\s*#leak\s*#registry/);
  await second.close();

  // The mended program: the same notebook says so.
  const third = await startWebShell({ dumps: [mended] });
  await ouro.open(third.url);
  await ouro.analysed();
  await ouro.view('Findings');
  await page.getByLabel('Replay a notebook here').setInputFiles(notebook);
  const table = page.getByRole('table', { name: 'Notebook notebook.json on this dump' });
  await expect(table.getByRole('row').filter({ hasText: "parent_child.registry['p1']" }).last()).toContainText('gone');
  await expect(page.getByText('1 gone, 0 still there, 1 not asked again')).toBeVisible();
  await shoot(page, 'replay');
  await page.getByLabel('Replay a notebook here').setInputFiles({
    name: 'other.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"findings": [{"__proto__": 1}]}'),
  });
  await expect(page.getByText('The file holds no findings.')).toBeVisible();
  expect(ouro.violations).toEqual([]);
  expect(ouro.problems).toEqual([]);
  await third.close();
  await shell.close();
});
