// 100,000 pools (OURO_E2E_POOLS, by default 4,000): the map is there at once and scrolls without a jolt.
import { expect, test, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { workFolder } from '../support/captured.ts';
import { startWebShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';

test.use({ trace: 'off' });

const POOLS = Number(process.env['OURO_E2E_POOLS'] ?? 4_000);
const STRICT = process.env['OURO_STRICT_TIMING'] === '1';
const python = process.env['OURO_PYTHON'] ?? 'python3';

interface Shown {
  readonly shownMs: number;
  readonly longestTaskMs: number;
}

test('the map of many pools is drawn and scrolled', async ({ page }) => {
  test.setTimeout(400_000);
  const dump = join(workFolder, `pools-${POOLS}.ouro`);
  execFileSync(python, [resolve('heap/testing/poolsProgram.py'), resolve('capture'), String(POOLS), dump]);
  const shell = await startWebShell({ dumps: [dump] });
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  const first = await showMap(page);
  await expect(page.getByText(/^[\d,]+ arenas, [\d,]+ pools$/)).toBeVisible();
  await ouro.view('Types');
  const again = await showMap(page);
  const pan = await scroll(page);
  console.log(JSON.stringify({ pools: POOLS, first, again, pan }));
  expect(pan.scrolled).toBeGreaterThan(1000);
  if (STRICT) {
    expect(Math.max(first.shownMs, again.shownMs)).toBeLessThanOrEqual(200);
    expect(pan.fps).toBeGreaterThanOrEqual(30);
    expect(Math.max(first.longestTaskMs, again.longestTaskMs, pan.longestTaskMs)).toBeLessThanOrEqual(50);
  }
  expect(ouro.problems).toEqual([]);
  await shell.close();
});

/** From the address to the frame after the first strips are drawn. */
function showMap(page: Page): Promise<Shown> {
  return page.evaluate(async () => {
    const tasks = [0];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => tasks.push(entry.duration))).observe({
      type: 'longtask',
    });
    const begun = performance.now();
    location.hash = '#/map';
    const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
    while (document.querySelectorAll('canvas').length < 5 && performance.now() - begun < 30_000) await frame();
    await frame();
    const shownMs = Math.round(performance.now() - begun);
    await new Promise((done) => setTimeout(done, 200));
    return { shownMs, longestTaskMs: Math.round(Math.max(...tasks)) };
  });
}

/** Scrolls the arenas for three seconds, 90 pixels with every frame. */
function scroll(
  page: Page,
): Promise<{ readonly fps: number; readonly p95: number; readonly scrolled: number; readonly longestTaskMs: number }> {
  return page.evaluate(async () => {
    const grids = [...document.querySelectorAll('[role="grid"], [role="grid"] *')];
    const box = grids.find((one) => one.scrollHeight > one.clientHeight + 500 && one.querySelector('canvas') !== null);
    const tasks = [0];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => tasks.push(entry.duration))).observe({
      type: 'longtask',
    });
    const gaps: number[] = [];
    const until = performance.now() + 3000;
    let scrolled = 0;
    for (let last = performance.now(); last < until;) {
      const now = await new Promise<number>(requestAnimationFrame);
      gaps.push(now - last);
      last = now;
      const before = box?.scrollTop ?? 0;
      box?.scrollBy(0, 90);
      scrolled += Math.abs((box?.scrollTop ?? 0) - before);
      // At the end: from the top again.
      if (box?.scrollTop === before) box.scrollTop = 0;
    }
    gaps.shift();
    gaps.sort((a, b) => a - b);
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    return {
      fps: Math.round(1000 / mean),
      p95: Math.round(gaps[Math.floor(gaps.length * 0.95)] ?? 0),
      scrolled,
      longestTaskMs: Math.round(Math.max(...tasks)),
    };
  });
}
