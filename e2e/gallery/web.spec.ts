// The same leaks by clicking: from the Overview to the root cause in at most five clicks, in real Chromium.
import { expect, test, type Locator, type Page } from '@playwright/test';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from '../web/page.ts';
import { answerOf, PROGRAMS, type Answer } from './answers.ts';
import { capturedLeak } from './captured.ts';

const MOST_CLICKS = 5;

/** Counts what a person would do with the mouse; typing is not a click. */
class Clicks {
  count = 0;

  async on(place: Locator): Promise<void> {
    this.count++;
    await place.click();
  }

  async twiceOn(place: Locator): Promise<void> {
    this.count += 2;
    await place.dblclick();
  }
}

let shell: StartedShell;
test.afterEach(() => shell.close());

for (const name of PROGRAMS) {
  const answer = answerOf(name);
  test(`${name}: ${answer.story}`, async ({ page }) => {
    shell = await startWebShell({ dumps: [await capturedLeak(name)] });
    const ouro = new OuroPage(page);
    await ouro.open(shell.url);
    await ouro.analysed();
    const clicks = new Clicks();
    await VIEWS[answer.view](page, answer, clicks);
    expect(clicks.count).toBeLessThanOrEqual(MOST_CLICKS);
    expect(ouro.problems).toEqual([]);
  });
}

const rail = (page: Page, name: RegExp): Locator =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });

const VIEWS: Readonly<Record<Answer['view'], (page: Page, answer: Answer, clicks: Clicks) => Promise<void>>> = {
  /** The planted cycle is in the first two rows; beside it stands the planted reference. */
  async cycles(page, answer, clicks) {
    await clicks.on(rail(page, /^Cycles/));
    const rows = page.getByRole('grid', { name: /components/ }).getByRole('row');
    const names = (answer.cycle?.types ?? []).map((type) => type.slice(type.lastIndexOf('.') + 1));
    const first = (await rows.nth(1).textContent()) ?? '';
    await clicks.on(rows.nth(names.some((type) => first.includes(type)) ? 1 : 2));
    await expectNamed(page.getByRole('region', { name: /^(Held from outside by|Break it here)/ }), answer);
  },
  /** Through the search for its type to the page of the object. */
  async why(page, answer, clicks) {
    await clicks.on(page.getByRole('button', { name: /^Search or run/ }));
    await page.keyboard.type(`type:${answer.subject.type}`);
    await page.keyboard.press('Enter');
    await clicks.twiceOn(page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1));
    await clicks.on(page.getByRole('button', { name: 'Why is this alive?' }));
    await expectNamed(page.getByRole('main'), answer);
  },
  async refcounts(page, answer, clicks) {
    await clicks.on(rail(page, /^Refcounts/));
    const name = answer.subject.type.slice(answer.subject.type.lastIndexOf('.') + 1);
    await expect(
      page
        .getByRole('grid')
        .getByRole('row', { name: new RegExp(name) })
        .first(),
    ).toBeVisible();
  },
  /** The page says that nobody collects, and lists what waits. */
  async gc(page, answer, clicks) {
    await clicks.on(rail(page, /^GC/));
    await expect(page.getByRole('main')).toContainText('disabled in this process');
    const own = answer.cycle?.types.filter((type) => type.includes('.')) ?? [];
    await expect(page.getByRole('main')).toContainText(
      new RegExp(own.map((type) => type.replace('.', '\\.')).join('|')),
    );
  },
};

/** One of the acceptable expressions or statements can be read there. */
async function expectNamed(place: Locator, answer: Answer): Promise<void> {
  const wanted = [...answer.heldBy, ...answer.cut.flat()];
  await expect
    .poll(async () => {
      const text = (await place.allTextContents()).join('\n').replaceAll(/\s+/g, ' ');
      return wanted.some((words) => text.includes(words));
    })
    .toBe(true);
}
