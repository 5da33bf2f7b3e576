// English words of exports: tables, reports, and what they leave out.
import { counting } from './numbers.ts';

const n = counting('en');

export const exportsEn = {
  table: (table: string) => `Export CSV: ${table}`,
  tableRedacted: (table: string) => `Export CSV, redacted: ${table}`,
  saved: (name: string, redacted: boolean) =>
    redacted ? `Saved ${name}: names mapped, values hashed` : `Saved ${name}: names and values are in it`,
  tooLong: 'Too long for the save dialog. ouro export writes tables of any length.',
  notSaved: 'Nothing was saved',
  running: (rows: number, total: number) => `Exporting: ${n(rows)} of ${n(total)} rows`,
  stop: 'Stop',
  redact: 'Redact',
  redactOn: 'Redact: on',
  redactOff: 'Redact: off',
  redactedPicture: 'Redacted picture',
  redactWhy: 'In every export: names outside the standard library are mapped, keys and values hashed, notes left out.',
  report: 'Export report',
  html: 'HTML page',
  markdown: 'Markdown',
  json: 'JSON',
  pdf: 'PDF',
  print: 'Print or PDF',
  printing: 'The report is laid out for printing.',
  leftOut: 'Left out',
  dot: 'Save as Graphviz DOT',
  graphml: 'Save as GraphML',
};

export type ExportWords = typeof exportsEn;
