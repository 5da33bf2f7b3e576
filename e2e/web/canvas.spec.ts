// A large picture stays fast, whole and walkable: measured on the bundled sample, expanded until 300 objects are drawn.
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { SAMPLE } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

const WANTED = 300;
const PAN_MS = 2000;
/** Only where nothing else runs on the machine. */
const STRICT = process.env['OURO_STRICT_TIMING'] === '1';

let shell: StartedShell;

test.beforeAll(async () => {
  shell = await startWebShell({ dumps: [SAMPLE] });
});
test.afterAll(() => shell.close());

test('a picture of 300 objects pans, walks, saves and has a complete table', async ({ page }) => {
  test.setTimeout(180_000);
  const ouro = new OuroPage(page);
  await page.addInitScript(() => {
    Reflect.set(window, 'longTasks', []);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) Reflect.get(window, 'longTasks').push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  await ouro.open(shell.url);
  await ouro.analysed();
  await openSessions(page);

  const expansions = await expandTo(page, WANTED);
  const nodes = await drawn(page);
  const pan = await panFor(page, PAN_MS);
  console.log(JSON.stringify({ canvasNodes: nodes, fps: pan.fps, p95FrameMs: pan.p95, ...expansions }));
  expect(nodes).toBeGreaterThanOrEqual(WANTED);
  if (STRICT) expect(pan.fps).toBeGreaterThanOrEqual(30);

  await walks(page);
  const labels = await twin(page, nodes);
  await savedSvg(page, labels);
  await savedPng(page);
  expect(ouro.violations).toEqual([]);
  expect(ouro.problems).toEqual([]);
});

/** The neighbourhood of the dict that holds all sessions. */
async function openSessions(page: Page): Promise<void> {
  const truth: unknown = JSON.parse(readFileSync('samples/demo.truth.json', 'utf8'));
  const { first } = (truth as { readonly session_leak: { readonly first: string } }).session_leak;
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(first);
  await page.keyboard.press('Enter');
  await page.getByRole('main').getByRole('button', { name: 'Graph', exact: true }).first().click();
  await expect(page.getByRole('application')).toBeVisible();
  await page.waitForTimeout(500);
}

async function drawn(page: Page): Promise<number> {
  const text = await page.getByText(/^[\d,]+ of [\d,]+ drawn/).innerText();
  return Number(/^[\d,]+/.exec(text)?.[0].replaceAll(',', ''));
}

/** Walks to the left until something large is reached, then expands one shape after the other. */
async function expandTo(
  page: Page,
  wanted: number,
): Promise<{ readonly expansions: number; readonly longestTaskMs: number; readonly longTasks: number }> {
  const canvas = page.getByRole('application');
  await canvas.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await page.evaluate(() => Reflect.set(window, 'longTasks', []));
  const route = ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowDown', 'ArrowRight', 'ArrowUp'];
  let expansions = 0;
  for (let step = 0; step < 150 && (await drawn(page)) < wanted; step++) {
    const before = await drawn(page);
    await page.keyboard.press('Enter');
    await page.waitForTimeout(250);
    if ((await drawn(page)) > before) expansions++;
    else await page.keyboard.press(route[step % route.length] ?? 'ArrowRight');
  }
  const tasks = await page.evaluate(() => Reflect.get(window, 'longTasks') as number[]);
  return { expansions, longestTaskMs: Math.round(Math.max(0, ...tasks)), longTasks: tasks.length };
}

/** Drags the background in a circle and counts the frames of the page meanwhile. */
async function panFor(page: Page, ms: number): Promise<{ readonly fps: number; readonly p95: number }> {
  await page.keyboard.press('0');
  const box = await page.getByRole('application').boundingBox();
  if (box === null) throw new Error('no canvas');
  const frames = page.evaluate(
    (length) =>
      new Promise<readonly number[]>((done) => {
        const times: number[] = [];
        const start = performance.now();
        const frame = (now: number): void => {
          times.push(now);
          if (now - start < length) requestAnimationFrame(frame);
          else done(times.slice(1).map((time, i) => time - (times[i] ?? 0)));
        };
        requestAnimationFrame(frame);
      }),
    ms,
  );
  const x = box.x + 24;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  const until = Date.now() + ms;
  for (let i = 0; Date.now() < until; i++)
    await page.mouse.move(x + 120 + 110 * Math.cos(i / 6), y + 90 * Math.sin(i / 6));
  await page.mouse.up();
  const gaps = (await frames).toSorted((a, b) => a - b);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return { fps: Math.round(10_000 / mean) / 10, p95: Math.round(gaps[Math.floor(gaps.length * 0.95)] ?? 0) };
}

async function walks(page: Page): Promise<void> {
  const canvas = page.getByRole('application');
  await canvas.focus();
  const said = page.locator('p[aria-live="polite"]').first();
  const heard = new Set<string>();
  for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowLeft']) {
    await page.keyboard.press(key);
    heard.add(await said.innerText());
  }
  expect(heard.size).toBeGreaterThan(1);
}

/** Names in the table twin; as many objects and references as the canvas says. */
async function twin(page: Page, nodes: number): Promise<readonly string[]> {
  const label = (await page.getByRole('application').getAttribute('aria-label')) ?? '';
  await page.getByRole('application').focus();
  await page.keyboard.press('v');
  const objects = page.getByRole('table', { name: `${nodes} objects` });
  await expect(objects.locator('tbody').first().getByRole('row')).toHaveCount(nodes);
  const references = /([\d,]+) references$/.exec(label)?.[1] ?? '';
  const rows = page
    .getByRole('table', { name: `${references} references` })
    .locator('tbody')
    .getByRole('row');
  await expect(rows).toHaveCount(Number(references.replaceAll(',', '')));
  const names = await objects.locator('tbody').first().getByRole('button').allInnerTexts();
  await page.getByRole('group', { name: 'Graph or table' }).getByRole('button', { name: 'Graph' }).click();
  await expect(page.getByRole('application')).toBeVisible();
  return names.map((name) => name.trim().split('.').at(-1) ?? '');
}

async function savedSvg(page: Page, names: readonly string[]): Promise<void> {
  const text = readFileSync(await saved(page, 'Save as SVG'), 'utf8');
  // The policy of our page forbids it to parse text; an empty one has none.
  const reader = await page.context().newPage();
  const found = await reader.evaluate((xml) => {
    const parsed = new DOMParser().parseFromString(xml, 'image/svg+xml');
    const all = [...parsed.querySelectorAll('*')];
    return {
      error: parsed.querySelector('parsererror')?.textContent ?? '',
      texts: [...parsed.querySelectorAll('text')].map((one) => one.textContent ?? ''),
      unsafe: all.filter((one) => /script|foreignObject|image|use|style|^a$/i.test(one.tagName)).length,
    };
  }, text);
  await reader.close();
  expect(found).toMatchObject({ error: '', unsafe: 0 });
  const counted = new Map<string, number>();
  for (const one of found.texts) counted.set(one, (counted.get(one) ?? 0) + 1);
  const missing = [...new Set(names)].filter((name) => {
    const wanted = names.filter((other) => other === name).length;
    // A module and a long name are written in another way.
    return name !== 'module' && name.length <= 24 && (counted.get(name) ?? 0) < wanted;
  });
  expect(missing).toEqual([]);
  expect(found.texts).toEqual(expect.arrayContaining(['instance', 'container', 'strong']));
}

async function savedPng(page: Page): Promise<void> {
  const bytes = readFileSync(await saved(page, 'Save as PNG'));
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(bytes.readUInt32BE(16)).toBeGreaterThan(720);
}

async function saved(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: 'Save and more' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  return download.path();
}
