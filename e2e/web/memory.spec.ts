// The memory map: which arenas survivors pin, what holds one, and what would give them back. By mouse and by keyboard.
import { expect, test } from '@playwright/test';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

let shell: StartedShell;

test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterEach(() => shell.close());

test('from the map to the objects that hold an arena', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await page.getByRole('link', { name: 'Memory map' }).click();
  const main = page.getByRole('main');
  await expect(main.getByText(/^\d+ arenas, [\d,]+ pools$/)).toBeVisible();

  // Emptiest first: shares of use rise down the rows.
  const map = main.getByRole('grid', { name: 'Arenas' });
  const shares = async (): Promise<readonly number[]> =>
    (await map.getByText(/%$/).allTextContents()).map((text) => Number(text.replace(/[<%\s]/g, '')));
  const emptiest = await shares();
  expect(emptiest.length).toBeGreaterThan(2);
  expect(emptiest).toEqual([...emptiest].sort((a, b) => a - b));

  // By keyboard: a row is chosen, its objects are listed, the first one opens.
  await expect(main.getByText('Choose an arena')).toBeVisible();
  await map.getByRole('row').nth(1).click();
  await page.keyboard.press('ArrowDown');
  const address = await map.getByRole('row').nth(2).getByText(/^0x/).textContent();
  await expect(main.getByRole('heading', { name: `What holds arena ${address}` })).toBeVisible();
  const holders = main.getByRole('grid', { name: 'What holds an arena' });
  await expect(holders.getByRole('row').nth(1)).toContainText('0x');
  await holders.getByRole('row').nth(1).click();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/object\/0x/);
  await page.keyboard.press('[');
  await expect(main.getByRole('grid', { name: 'Arenas' })).toBeVisible();
});

test('a pool tells what is in it, and the colours have words', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await page.evaluate(() => (location.hash = '#/map'));
  const main = page.getByRole('main');
  const strip = main.getByRole('img', { name: /pools? of 64 in use$/ }).last();
  const box = await strip.boundingBox();
  if (box === null) throw new Error('the strip is not drawn');
  await page.mouse.move(box.x + 2, box.y + 7);
  await expect(page.getByRole('tooltip')).toContainText('Blocks used');

  await expect(main.getByRole('list', { name: 'Colour' })).toContainText('25 to 50 %');
  await main.getByRole('button', { name: 'Size class', exact: true }).click();
  await expect(main.getByRole('list', { name: 'Colour' })).toContainText('16 to 64 B');
  await main.getByRole('button', { name: 'Generation' }).click();
  await expect(main.getByRole('list', { name: 'Colour' })).toContainText('generation 2');
  await main.getByRole('button', { name: 'Type', exact: true }).click();
  await expect(main.getByRole('list', { name: 'Colour' })).toContainText('other types');
  await expect(main.getByRole('table', { name: 'Size classes' }).getByRole('row')).not.toHaveCount(1);
});
