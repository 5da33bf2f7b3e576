// Why an object is alive, what its kind hangs below, whose counts do not add up and what each collection would do.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Truth {
  readonly session_leak: { readonly first: string };
  readonly garbage: Readonly<Record<string, number>>;
  readonly leaked_references: Readonly<Record<string, number>>;
}

const truth: Truth = JSON.parse(readFileSync('samples/demo.truth.json', 'utf8'));
const garbage = truth.garbage['total'] ?? 0;

let shell: StartedShell;

test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterEach(() => shell.close());

test('the page says why the leaked object is alive', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  const { first } = truth.session_leak;
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(first);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Why is this alive?' }).click();
  await expect(page).toHaveURL(new RegExp(`#/why/${first}`));

  const main = page.getByRole('main');
  await expect(main.getByText('One reference holds it.')).toBeVisible();
  await expect(main.getByText("shop.app.sessions['u1']", { exact: true }).first()).toBeVisible();
  await expect(main.getByRole('button', { name: "Path 1: shop.app.sessions['u1']" })).toHaveAttribute(
    'aria-expanded',
    'true',
  );
  await expect(main.getByText("['u1']", { exact: true }).first()).toBeVisible();
  await expect(main.getByText('enters the cycle')).toBeVisible();

  // Each count lists what it counted.
  const holders = main.getByRole('group', { name: 'What refers to it' });
  await expect(holders.getByRole('button', { name: /^2 strong/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(main.getByRole('list', { name: 'Strong references' }).getByRole('button')).toHaveCount(2);
  await holders.getByRole('button', { name: /unexplained/ }).click();
  await expect(main.getByText('Every count is explained.')).toBeVisible();

  // The cut that was tried, and the way back.
  await expect(main.getByText("del shop.app.sessions['u1']", { exact: true }).first()).toBeVisible();
  await main.getByRole('button', { name: 'The object' }).click();
  await expect(page).toHaveURL(new RegExp(`#/object/${first}`));
  await page.keyboard.press('w');
  await expect(main.getByText('One reference holds it.')).toBeVisible();
  expect(ouro.problems).toEqual([]);
  expect(ouro.violations).toEqual([]);
});

test('an unexplained count leads to the types that may hide it', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  const [leaked] = Object.entries(truth.leaked_references).find(([, counts]) => counts > 0) ?? [''];
  await page.evaluate((address) => (location.hash = `#/why/${address}`), leaked);
  const main = page.getByRole('main');
  await main.getByRole('button', { name: /^1 unexplained/ }).click();
  await main.getByRole('button', { name: 'Types that may hide it' }).click();
  await expect(main.getByRole('region', { name: 'Opaque types' })).toBeVisible();
  await expect(
    main.getByRole('table', { name: 'Balance' }).getByRole('row', { name: /snapshot inconsistent/ }),
  ).toContainText('0');
  await main.getByRole('button', { name: 'Module' }).click();
  await main
    .getByRole('table', { name: 'Module' })
    .getByRole('row', { name: /shop\.ext/ })
    .click();
  await expect(page).toHaveURL(/in%3Aunexplained/);
  await expect(page.getByText('3 objects')).toBeVisible();
});

test('the paths of all users meet in the sessions, by keyboard alone', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await mergePaths(page);
  const tree = page.getByRole('treegrid', { name: 'Merged paths of shop.models.User' });
  const sessions = tree.getByRole('row', { name: /sessions/ });
  await expect(sessions).toContainText('400');
  await expect(sessions).toHaveAttribute('aria-level', '3');
  await expect(tree.getByText(/more rows with/).first()).toBeVisible();
  await tree.getByRole('row', { name: /shop\.app module/ }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(sessions).toBeHidden();
  await page.keyboard.press('ArrowRight');
  await expect(sessions).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/object\/0x/);
});

test('the collector page says what each collection would do', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('GC');
  const table = page.getByRole('table', { name: 'What each collection would do now' });
  for (const generation of [0, 1, 2]) {
    await expect(table.getByRole('row', { name: new RegExp(`^Generation ${generation}`) })).toContainText(
      String(garbage),
    );
  }
  await expect(
    page.getByRole('table', { name: 'Verdicts by generation' }).getByRole('row', { name: /^garbage/ }),
  ).toContainText(String(garbage));
  await expect(page.getByRole('region', { name: 'Weak dictionaries defeated' })).toContainText(
    'No entry keeps itself alive',
  );
});

test('the new pages are accessible in both themes', async ({ browser }) => {
  const page = await pageWithAxe(browser);
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    await page.evaluate((chosen) => (document.documentElement.dataset['theme'] = chosen), theme);
    for (const hash of [`#/why/${truth.session_leak.first}`, '#/refcounts', '#/gc']) {
      await page.evaluate((next) => (location.hash = next), hash);
      await page.waitForTimeout(400);
      found.push(...(await violationsOf(page)).map((violation) => `${theme} ${hash}: ${violation}`));
    }
    await mergePaths(page);
    await page.waitForTimeout(300);
    found.push(...(await violationsOf(page)).map((violation) => `${theme} merged paths: ${violation}`));
    await page.getByRole('button', { name: 'Back to the types' }).click();
  }
  expect(found).toEqual([]);
  await page.context().close();
});

async function mergePaths(page: Page): Promise<void> {
  await page.evaluate(() => (location.hash = '#/types?filter=shop.models.User'));
  await page.getByRole('row', { name: /shop\.models\.User/ }).click();
  await page.getByRole('button', { name: 'Merged paths' }).click();
  await expect(page.getByRole('treegrid')).toBeVisible();
}

/** axe is test code that the page's own policy would refuse. */
async function pageWithAxe(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.addInitScript(axeSource);
  return page;
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  const result = await page.evaluate(async () => {
    const axe = Reflect.get(window, 'axe') as { run(options: unknown): Promise<unknown> };
    return (await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })) as {
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
    };
  });
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}
