// Where objects came from: a box of the flame graph, the line below it, what keeps its objects, and the stack on the object page.
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
/** Lines of heap/testing/tracedProgram.py. */
const FILL = 24;
const SPARE = 32;

let shell: StartedShell;

test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [tracedDump()] });
});
test.afterEach(() => shell.close());

test('from a type to the line that made its objects, to what keeps them', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Allocations');
  await page.getByRole('searchbox', { name: 'Objects that match' }).fill('type:__main__.Item');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/allocations\?q=type/);
  await expect(page.getByText('1,700 objects traced')).toBeVisible();

  const sites = page.getByRole('grid', { name: 'Lines that allocate' });
  await sites
    .getByRole('row', { name: new RegExp(`tracedProgram\\.py:${FILL}`) })
    .first()
    .click();
  const keepers = page.getByRole('table', { name: 'Kept by' });
  await expect(keepers.getByRole('row', { name: /sessions/ })).toContainText('1,500');
  await expect(keepers.getByRole('row', { name: /spare/ })).toContainText('200');

  const spare = page.getByRole('treeitem', { name: new RegExp(`tracedProgram\\.py:${SPARE}`) }).first();
  await spare.click();
  await expect(page).toHaveURL(/#\/allocations\/\d+\?q=type/);
  await expect(spare).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'List these objects' }).click();
  await expect(page).toHaveURL(/#\/objects\?q=type.*call/);
  await expect(page.getByText('200 objects')).toBeVisible();

  await page.getByRole('row', { name: /Item/ }).first().dblclick();
  const stack = page.getByText('Allocated at').locator('..');
  await expect(stack).toContainText(`tracedProgram.py:${FILL}`);
  await expect(stack).toContainText(`tracedProgram.py:${SPARE}`);
  await stack.getByRole('button', { name: `tracedProgram.py:${SPARE}` }).click();
  await expect(page).toHaveURL(/#\/allocations\/\d+$/);
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});

test('the boxes are walked by keyboard, and the page is accessible in both themes', async ({ browser }) => {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(axeSource);
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Allocations');
  await page.getByRole('searchbox', { name: 'Objects that match' }).fill('module:__main__');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/allocations\?q=module/);
  const boxes = page.getByRole('tree', { name: 'Allocated in' });
  await boxes.getByRole('treeitem').first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(boxes.locator(':focus')).toHaveAttribute('aria-level', '2');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/allocations\/\d+\?q=module/);
  await page.keyboard.press('ArrowUp');
  await expect(boxes.locator(':focus')).toHaveAttribute('aria-level', '1');
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
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

test('a dump without allocations says how to record them', async ({ page }) => {
  const second = await startWebShell({ dumps: [SAMPLE] });
  try {
    const ouro = new OuroPage(page);
    await ouro.open(`${second.url}`);
    await ouro.analysed();
    await page.evaluate(() => (location.hash = '#/allocations'));
    await expect(page.getByText('Allocations are not in this dump')).toBeVisible();
    await expect(page.getByText('tracemalloc.start(10)')).toBeVisible();
    expect(ouro.problems).toEqual([]);
  } finally {
    await second.close();
  }
});

/** Made once per run. */
function tracedDump(): string {
  const path = join(workFolder, 'traced.ouro');
  if (!existsSync(path)) {
    execFileSync(python, ['-W', 'ignore', resolve('heap/testing/tracedProgram.py'), resolve('capture'), path], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
  }
  return path;
}
