// Which local of which frame holds an object: found in a stack, opened, and come back to.
import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { SAMPLE, workFolder } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const python = process.env['OURO_PYTHON'] ?? 'python3';

let shell: StartedShell;

test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [threadedDump()] });
});
test.afterEach(() => shell.close());

test('a local of a waiting thread is found, opened and come back to', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Threads');
  await expect(page).toHaveURL(/#\/threads$/);
  const list = page.getByRole('list', { name: 'Threads' });
  await expect(list.getByRole('button')).toHaveCount(5);
  await expect(list.getByRole('button', { name: /^MainThread/ })).toContainText('took the dump');
  await list.getByRole('button', { name: /^worker-2/ }).click();
  await expect(page).toHaveURL(/#\/threads\/\d+$/);

  const stack = page.getByRole('treegrid', { name: 'Stack of worker-2' });
  const frame = stack.getByRole('row', { name: /^Hide locals process threadedProgram\.py:\d+/ }).first();
  await expect(frame).toHaveAttribute('aria-expanded', 'true');
  const scratch = stack.getByRole('row', { name: /^scratch/ });
  await expect(scratch).toContainText('bytearray');
  await expect(scratch.getByText('48.9 KiB')).toHaveCount(3);

  await scratch.getByRole('button', { name: 'bytearray' }).click();
  await expect(page).toHaveURL(/#\/object\/0x/);
  await expect(
    page
      .getByRole('main')
      .getByText(/process.*threadedProgram\.py:\d+/)
      .first(),
  ).toBeVisible();
  await page.keyboard.press('[');
  await expect(page).toHaveURL(/#\/threads\/\d+\?frame=\d+$/);
  await expect(page.getByRole('treegrid', { name: 'Stack of worker-2' })).toBeVisible();
  await expect(scratch).toBeVisible();
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});

test('the stack is walked by keyboard alone, suspended coroutines too', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await page.keyboard.press('9');
  await page.getByRole('button', { name: /^MainThread/ }).focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/threads\/suspended$/);
  const stack = page.getByRole('treegrid', { name: 'Stack of Suspended generators and coroutines' });
  const client = stack.getByRole('row', { name: /client .*threadedProgram/ }).first();
  await client.focus();
  await client.click();
  await page.keyboard.press('ArrowLeft');
  await expect(client).toHaveAttribute('aria-expanded', 'false');
  await expect(client).toContainText('2 locals');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(ouro.pathPane()).toContainText('bytearray');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/object\/0x/);
  expect(ouro.problems).toEqual([]);
});

test('the page is accessible in both themes', async ({ browser }) => {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(axeSource);
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Threads');
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
    await page.getByRole('button', { name: /^worker-2/ }).click();
    await page.getByRole('row', { name: /^scratch/ }).click();
    await page.waitForTimeout(400);
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

test('the sample has its one thread, with the frames of the program', async ({ page }) => {
  const second = await startWebShell({ dumps: [SAMPLE] });
  try {
    const ouro = new OuroPage(page);
    await ouro.open(second.url);
    await ouro.analysed();
    await ouro.view('Threads');
    await expect(page.getByRole('treegrid', { name: /^Stack of/ })).toBeVisible();
    expect(ouro.problems).toEqual([]);
  } finally {
    await second.close();
  }
});

/** Made once per run. */
function threadedDump(): string {
  const path = join(workFolder, 'threaded.ouro');
  if (!existsSync(path)) {
    execFileSync(python, ['-W', 'ignore', resolve('heap/testing/threadedProgram.py'), resolve('capture'), path], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
  }
  return path;
}
