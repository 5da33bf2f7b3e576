// What leaves the page is data wherever it is opened: read back by parsers that are not ours, and shown by Chromium from a file.
import { expect, test, type Download, type Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Papa from 'papaparse';
import { dotOf } from '../../heap/exports/dot.ts';
import { graphFile } from '../../heap/exports/graphFile.ts';
import { graphmlOf } from '../../heap/exports/graphml.ts';
import { graphSvg } from '../../heap/exports/graphSvg.ts';
import { PLAIN_NAMING } from '../../heap/exports/naming.ts';
import { reportHtml } from '../../heap/findings/reportHtml.ts';
import { HOSTILE_TEXTS } from '../../heap/testing/hostileTexts.ts';
import { workFolder } from '../support/captured.ts';
import { startWebShell, type StartedShell } from '../support/webShell.ts';
import { OuroPage } from './page.ts';
import { reportWith, subgraphWith } from '../support/hostileReports.ts';

const PROGRAM = `
import json, sys
sys.path.insert(0, ${JSON.stringify(resolve('capture'))})
import ouroboros_capture
kept = []
for text in json.load(open(sys.argv[2])):
    try:
        cls = type('Evil' + text, (), {'__module__': text})
        cls = type(text, (cls,), {})
    except (ValueError, UnicodeError):
        cls = type('Evil', (), {})
    thing = cls()
    try:
        setattr(thing, text, text)
    except UnicodeError:
        pass
    thing.me = thing
    kept.append(thing)
ouroboros_capture.dump(sys.argv[1], privacy='text')
`;

let shell: StartedShell;
const dump = join(workFolder, 'exports.ouro');

test.beforeAll(() => {
  const [script, texts] = [join(workFolder, 'exports.py'), join(workFolder, 'exports.json')];
  writeFileSync(script, PROGRAM);
  writeFileSync(texts, JSON.stringify(HOSTILE_TEXTS));
  execFileSync(process.env['OURO_PYTHON'] ?? 'python3', [script, dump, texts], { stdio: 'inherit' });
});
// A launch code works once; the index is kept.
test.beforeEach(async () => {
  shell = await startWebShell({ dumps: [dump], folder: join(workFolder, 'exports-shell') });
});
test.afterEach(() => shell.close());

async function textOf(
  page: Page,
  press: () => Promise<void>,
): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), text: await readDownload(download) };
}

async function readDownload(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8');
}

interface Opened {
  readonly dialogs: number;
  readonly messages: readonly string[];
  readonly requests: readonly string[];
  readonly hit: unknown;
}

/** The file as somebody opens it who was sent it. */
async function openedFile(page: Page, path: string, use: () => Promise<void>): Promise<Opened> {
  let dialogs = 0;
  const messages: string[] = [];
  const requests: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs++;
    void dialog.dismiss();
  });
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`file://${path}`);
  await use();
  return { dialogs, messages, requests, hit: await page.evaluate(() => Reflect.get(window, '__hit')) };
}

test('a table leaves whole, with its filter and order, and redacted without its names', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Types');
  await page.getByRole('columnheader', { name: 'Objects' }).getByRole('button').click();
  const table = page.getByRole('grid', { name: 'Types' });
  const rows = Number(await table.getAttribute('aria-rowcount')) - 1;
  await table.hover();
  const press = (): Promise<void> => page.getByRole('button', { name: /^Export CSV.*Types/ }).click();
  const { text } = await textOf(page, press);
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  expect(data).toHaveLength(rows);
  const counts = data.map((row) => Number(row['count']));
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  expect(
    data.flatMap((row) => Object.values(row)).filter((cell) => /^[\s]*[=+\-@]/.test(cell) && !/^-?[\d.]+$/.test(cell)),
  ).toEqual([]);
  expect(data.filter((row) => row['type']?.includes('__hit')).length).toBeGreaterThan(20);

  await ouro.view('Findings');
  await page.getByRole('checkbox', { name: 'Redact' }).check();
  await ouro.view('Types');
  await table.hover();
  const redacted = await textOf(page, press);
  expect(redacted.name).toBe('table-redacted.csv');
  expect(redacted.text).not.toMatch(/Evil|__hit|evil\.test/);
  expect(Papa.parse(redacted.text, { skipEmptyLines: true }).data).toHaveLength(rows + 1);
  expect(ouro.problems).toEqual([]);
});

test('a report opens from a file: sortable, no dialog, no violation, nothing of the dump runs', async ({
  page,
  context,
}) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await ouro.view('Findings');
  const report = async (kind: string): Promise<{ readonly name: string; readonly text: string }> => {
    await page.getByRole('button', { name: 'Export report' }).click();
    return textOf(page, () => page.getByRole('button', { name: kind, exact: true }).click());
  };
  const html = await report('HTML page');
  expect(html.name).toBe('exports-report.html');
  expect(JSON.parse((await report('JSON')).text)).toMatchObject({ schema: 1, dump: { name: 'exports.ouro' } });
  const path = join(workFolder, 'report.html');
  writeFileSync(path, html.text);
  const other = await context.newPage();
  const opened = await openedFile(other, path, async () => {
    await other.getByRole('button', { name: 'count' }).click();
    const counts = other.locator('h2:text-is("Types") + table tbody tr td:nth-child(2)');
    const shown = (await counts.evaluateAll((cells) => cells.map((cell) => Number(cell.dataset['value'])))) as number[];
    expect(shown.length).toBeGreaterThan(50);
    expect(shown).toEqual([...shown].sort((a, b) => b - a));
    expect(await other.locator('script').count()).toBe(1);
  });
  expect(opened).toEqual({ dialogs: 0, messages: [], requests: [`file://${path}`], hit: undefined });

  // On paper: the report and nothing of the program.
  await page.evaluate(() => {
    window.print = () => {
      const sheet = document.querySelector('.sheet');
      Reflect.set(window, 'printed', sheet === null ? 'nothing' : getComputedStyle(sheet).display);
      Reflect.set(window, 'hidden', document.querySelector('.app')?.checkVisibility());
    };
  });
  await page.getByRole('button', { name: 'Export report' }).click();
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() =>
    [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Print or PDF')?.click(),
  );
  await expect.poll(() => page.evaluate(() => Reflect.get(window, 'printed'))).toBe('block');
  expect(await page.evaluate(() => Reflect.get(window, 'hidden'))).toBe(false);
  expect(ouro.problems).toEqual([]);
});

test('a picture leaves as a graph, as it is and redacted', async ({ page }) => {
  const ouro = new OuroPage(page);
  await ouro.open(shell.url);
  await ouro.analysed();
  await page.goto(`${new URL(page.url()).origin}/#/objects?q=${encodeURIComponent('in:cycle type:*__hit*')}`);
  await ouro.analysed();
  const row = page.getByRole('grid', { name: 'Objects' }).getByRole('row').nth(1);
  await row.click();
  await row.press('Enter');
  await page.getByRole('button', { name: 'Graph' }).click();
  await expect(page.getByRole('application')).toBeVisible();
  const save = async (kind: string): Promise<string> => {
    await page.getByRole('button', { name: 'Save and more' }).click();
    return (await textOf(page, () => page.getByRole('button', { name: kind }).click())).text;
  };
  const files = {
    graphml: await save('Save as GraphML'),
    svg: await save('Save as SVG'),
    dot: await save('Save as Graphviz DOT'),
  };
  expect(files.graphml).toContain('__hit');
  expect(files.dot).toMatch(/^digraph "/);
  await page.getByRole('button', { name: 'Save and more' }).click();
  await page.getByRole('button', { name: 'Redact: off' }).click();
  for (const kind of ['Save as GraphML', 'Save as SVG', 'Save as Graphviz DOT']) {
    const text = await save(kind);
    expect(text).not.toMatch(/__hit|Evil|evil/);
    expect(text).toMatch(/[Rr]edacted/);
  }
  await expect(page.getByRole('status').filter({ hasText: 'redacted' })).toBeVisible();
  expect(ouro.problems).toEqual([]);
});

test('each hostile text is text to Chromium in every markup that leaves', async ({ page }) => {
  const files = HOSTILE_TEXTS.map((text) => {
    const graph = graphFile(subgraphWith(text), text, PLAIN_NAMING);
    return { html: reportHtml(reportWith(text)), xml: [graphmlOf(graph), graphSvg(graph, 'file')], dot: dotOf(graph) };
  });
  const bad = await page.evaluate((all) => {
    const parser = new DOMParser();
    const acting = (root: Document): string[] =>
      [...root.querySelectorAll('*')].flatMap((element) => {
        const attributes = [...element.attributes].filter(({ name }) =>
          /^(on|href|src|style|xlink|formaction)/i.test(name),
        );
        const name = element.localName;
        const known = !/^(script|iframe|img|image|a|base|link|form|object|embed|foreignobject|math|parsererror)$/i.test(
          name,
        );
        return attributes.length === 0 && known ? [] : [`${name} ${attributes.map(({ name }) => name).join()}`];
      });
    return all.flatMap(({ html, xml }) => {
      const page = parser.parseFromString(html, 'text/html');
      // Its own sorting script is the one element that acts.
      const found = acting(page).filter((element) => element !== 'script ');
      const scripts = page.querySelectorAll('script').length - 1;
      return [
        ...found,
        ...Array<string>(scripts).fill('script'),
        ...xml.flatMap((text) => acting(parser.parseFromString(text, 'application/xml'))),
      ];
    });
  }, files);
  expect(bad).toEqual([]);
  expect(files).toHaveLength(HOSTILE_TEXTS.length);
});
