// The report of a dump as one file that a browser opens without a network: two hashes are all that its policy lets through.
import type { GraphFile } from '../exports/graphFile.ts';
import { graphSvg } from '../exports/graphSvg.ts';
import { escapeHtml } from '../exports/markup.ts';
import type { DumpReport, NotebookLine } from './dumpReport.ts';
import { facts, REFERENCE_HEAD, referenceCells } from './reportMarkdown.ts';
import { reportSections, type ReportCell, type ReportSection } from './reportSections.ts';

/** Sorts a table by the column of the button that was pressed; numbers by their exact value. Its hash is `SCRIPT_HASH`. */
export const SCRIPT = `for (const button of document.querySelectorAll('th button')) button.addEventListener('click', () => {
  const head = button.closest('th'), body = head.closest('table').tBodies[0], down = head.ariaSort !== 'descending';
  for (const other of head.parentNode.children) other.ariaSort = null;
  head.ariaSort = down ? 'descending' : 'ascending';
  const value = (row) => row.cells[head.cellIndex].dataset.value ?? row.cells[head.cellIndex].textContent;
  const order = (a, b) => (head.dataset.number === undefined ? a.localeCompare(b) : Number(a) - Number(b));
  body.append(...[...body.rows].sort((a, b) => (down ? -1 : 1) * order(value(a), value(b))));
});`;

export const STYLE = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3{line-height:1.2}table{border-collapse:collapse;width:100%;margin:0 0 2rem}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8886;vertical-align:top;overflow-wrap:break-word}td{max-width:28rem}
th[data-number],td[data-value]{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}th button{all:unset;cursor:pointer;font-weight:600}
th button:focus-visible{outline:2px solid}th[aria-sort=descending] button::after{content:" \\2193"}th[aria-sort=ascending] button::after{content:" \\2191"}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}pre{white-space:pre-wrap}.bars{max-width:100%;height:auto;font:12px system-ui,sans-serif}
details{margin:.5rem 0 2rem}.picture{overflow-x:auto}.bars text{fill:currentColor}.bars rect{fill:#4a7dc4}@media print{.picture svg{max-width:100%;height:auto}body{max-width:none;margin:0}tr{break-inside:avoid}th button::after{content:none}}`;

export const SCRIPT_HASH = 'sha256-sh1f4LBvMtUo/9n6aiE1/PFF4+rhgx+zgUCgblS8r1I=';
export const STYLE_HASH = 'sha256-upC/Cgbm2AywyzoDq8Ocg42tJ3rAW2ubW75l80bUjWY=';

/** Opens from a file. Every text of the dump is escaped; there are no links, and nothing is fetched. */
export function reportHtml(report: DumpReport): string {
  const name = escapeHtml(report.dump.name);
  const { before, after } = reportSections(report);
  const policy = `default-src 'none'; style-src '${STYLE_HASH}'; script-src '${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;
  const rows = facts(report).map(([fact, value]) => `<dt>${fact}</dt><dd>${escapeHtml(value)}</dd>`);
  return [
    '<!doctype html>',
    `<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="viewport" content="width=device-width"><title>Report of ${name}</title><style>${STYLE}</style></head><body>`,
    `<h1>Report of <bdi>${name}</bdi></h1><dl>${rows.join('')}</dl>`,
    ...before.map(table),
    ...(report.pictures.length === 0 ? [] : ['<h2>Pictures</h2>', ...report.pictures.map(pictureHtml)]),
    bars(
      'Types by self size',
      report.types.map(({ type, self }) => [type, self]),
    ),
    bars(
      'Objects by retained size',
      report.retainers.map(({ expression, type, retained }) => [expression || type, retained]),
    ),
    ...after.map(table),
    ...report.notebook.map(noteHtml),
    `<script>${SCRIPT}</script></body></html>\n`,
  ].join('\n');
}

function table({ title, head, rows }: ReportSection): string {
  if (rows.length === 0) return '';
  const numeric = head.map((_, i) => rows.every((row) => typeof (row[i] ?? 0) === 'number'));
  const heads = head.map(
    (word, i) => `<th scope="col"${numeric[i] === true ? ' data-number' : ''}><button>${word}</button></th>`,
  );
  const lines = rows.map((row) => `<tr>${row.map(cellHtml).join('')}</tr>`);
  return `<h2>${title}</h2><table><thead><tr>${heads.join('')}</tr></thead><tbody>${lines.join('\n')}</tbody></table>`;
}

function cellHtml(cell: ReportCell): string {
  if (cell === null) return '<td data-value="-1">n/a</td>';
  if (typeof cell === 'number') return `<td data-value="${cell}">${cell.toLocaleString('en')}</td>`;
  return `<td><bdi>${escapeHtml(cell)}</bdi></td>`;
}

const BARS = 12;
const BAR_HEIGHT = 22;
const MOST_LABEL = 60;

/** The first bars as a picture; the table of the same rows follows it. */
function bars(title: string, rows: readonly (readonly [string, number])[]): string {
  const shown = [...rows].sort((a, b) => b[1] - a[1]).slice(0, BARS);
  const most = shown[0]?.[1] ?? 0;
  if (most === 0) return '';
  const lines = shown.map(([name, bytes], i) => {
    const y = i * BAR_HEIGHT;
    const width = Math.max(1, (bytes / most) * 380).toFixed(1);
    const label = name.length > MOST_LABEL ? `${[...name].slice(0, MOST_LABEL).join('')}…` : name;
    return `<rect x="420" y="${y + 4}" width="${width}" height="14"></rect><text x="410" y="${y + 16}" text-anchor="end">${escapeHtml(label)}</text><text x="${(428 + Number(width)).toFixed(1)}" y="${y + 16}">${bytes.toLocaleString('en')}</text>`;
  });
  const height = shown.length * BAR_HEIGHT + 4;
  return `<h2>${title}</h2><svg class="bars" role="img" aria-label="${title}: ${shown.length} bars, in the table below" viewBox="0 0 920 ${height}" width="920" height="${height}">${lines.join('')}</svg>`;
}

/** The picture, and the same as a table for whoever cannot see it. */
function pictureHtml(graph: GraphFile): string {
  const rows = referenceCells(graph);
  const twin = table({ title: 'References', head: REFERENCE_HEAD, rows });
  return `<h3><bdi>${escapeHtml(graph.title)}</bdi></h3><div class="picture">${graphSvg(graph, 'page')}</div><details><summary>As a table</summary>${twin}</details>`;
}

function noteHtml({ title, about, note, status, confidence, evidence }: NotebookLine): string {
  const lines = evidence.map(({ label, value }) => `<dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd>`);
  return `<h2><bdi>${escapeHtml(title)}</bdi></h2><p><bdi>${escapeHtml(about)}</bdi>. Status: ${status}. Confidence: ${confidence}.</p><pre>${escapeHtml(note)}</pre><dl>${lines.join('')}</dl>`;
}
