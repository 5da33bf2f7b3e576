// What each local keeps, and what tasks await: found, opened, and come back to.
import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { workFolder } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const python = process.env['OURO_PYTHON'] ?? 'python3';

let shell: StartedShell;

test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [heldDump()] });
});
test.afterEach(() => shell.close());

test('a generator that holds 10 MiB is the largest slot, and its frame is one click away', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Threads');
  await page.getByRole('button', { name: 'Largest slots' }).click();
  await expect(page).toHaveURL(/#\/threads\/slots$/);
  const slots = page.getByRole('table', { name: 'What each local keeps' });
  const first = slots.getByRole('row').nth(1);
  await expect(first).toContainText('buffer');
  await expect(first).toContainText('10.0 MiB');
  await first.getByRole('button', { name: 'stream' }).click();
  await expect(page).toHaveURL(/#\/threads\/suspended\?frame=\d+$/);
  await expect(page.getByRole('treegrid').getByRole('row', { name: /^buffer/ })).toBeVisible();
  await page.keyboard.press('[');
  await first.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/object\/0x/);
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});

test('a task shows what it awaits, in both themes accessibly', async ({ browser }) => {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(axeSource);
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
    for (const face of ['slots', 'tasks']) {
      await page.evaluate((chosen) => (location.hash = `#/threads/${chosen}`), face);
      await expect(page.getByText(face === 'slots' ? 'buffer' : 'inner').first()).toBeVisible();
      await page.waitForTimeout(300);
      const shots = process.env['OURO_SHOTS'];
      if (shots !== undefined) await page.screenshot({ path: `${shots}/${face}-${theme}.png` });
      const violations = await page.evaluate(async () => {
        const axe = Reflect.get(window, 'axe') as { run(options: unknown): Promise<unknown> };
        const result = (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })) as {
          readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
        };
        return result.violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
        );
      });
      found.push(...violations.map((violation) => `${theme} ${face}: ${violation}`));
    }
  }
  expect(found).toEqual([]);
  const chain = page.getByRole('list', { name: 'Tasks and what they await' }).getByRole('listitem');
  await expect(chain.filter({ hasText: /task.*outer.*task.*middle.*inner.*Future/ }).first()).toBeVisible();
  await page.getByRole('button', { name: 'inner' }).first().click();
  await expect(page).toHaveURL(/#\/object\/0x/);
  await context.close();
});

/** Made once per run. */
function heldDump(): string {
  const path = join(workFolder, 'held.ouro');
  if (!existsSync(path)) {
    execFileSync(python, ['-W', 'ignore', resolve('heap/testing/heldProgram.py'), resolve('capture'), path], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
  }
  return path;
}
