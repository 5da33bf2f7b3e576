// `ouro report`: what a dump says, in a file people send, with an exit code for pipelines.
import { dumpReport, reportJson, type DumpReport } from '#heap/findings/dumpReport.ts';
import { judge, parseAssertion, parseRules, type Assertion, type Parsed } from '#heap/findings/assertions.ts';
import { findingsAfter, type Finding } from '#heap/findings/finding.ts';
import { openFindings } from '#main/workspace/findingsStore.ts';
import { graphSvg } from '#heap/exports/graphSvg.ts';
import type { Naming } from '#heap/exports/naming.ts';
import type { AutoFinding } from '#heap/model/findingRows.ts';
import { safeFileName } from '#main/pages/fileName.ts';
import { pictureQuestions, type ReportPicture } from '#heap/findings/reportPictures.ts';
import { reportHtml } from '#heap/findings/reportHtml.ts';
import { reportMarkdown } from '#heap/findings/reportMarkdown.ts';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FaultError } from '#heap/base/fault.ts';
import { operand, UsageError, wholeNumber, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf, type Investigation } from '../investigation.ts';
import { measuresOf } from '../measures.ts';
import { namingOf } from '../naming.ts';
import { terminalSafe, type Output } from '../output.ts';
import { firstRows } from '../pages.ts';
import { withHeap } from '../withHeap.ts';
import { writeWhole } from '../writeWhole.ts';

/** A condition of `--fail-on` or of the rules holds, or the dump cannot say. */
const FAILED = 6;
const MOST_RULE_BYTES = 1 << 20;
const TILES = 20;

const WRITERS: Readonly<Record<string, (report: DumpReport, pictures: readonly string[]) => string>> = {
  html: reportHtml,
  md: reportMarkdown,
  json: reportJson,
};

export async function report(command: Command, output: Output): Promise<number> {
  const path = command.options['out'];
  const write = path === undefined ? undefined : WRITERS[/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''];
  if (path !== undefined && write === undefined)
    throw new UsageError(
      `report: -o takes a name that ends in .html, .md or .json${/\.pdf$/i.test(path) ? '; the desktop program and a browser print the report as PDF' : ''}`,
    );
  const top = wholeNumber(command, 'top', 100, 10_000);
  const assertions = await assertionsOf(command);
  const naming = namingOf(command);
  let verdict: DumpReport['verdict'] = 'passed';
  const code = await withHeap(command, output, EVERYTHING, async (open) => {
    const said = await reportOf(open, basename(operand(command, 0, 'a dump')), assertions, top, naming);
    verdict = said.verdict;
    if (path !== undefined && write !== undefined) {
      const pictures = path.toLowerCase().endsWith('.md') ? await writePictures(path, said) : [];
      await writeText(path, write(said, pictures));
    }
    if (output.json) output.out(reportJson(said));
    else printAssertions(said, path, output);
  });
  return verdict === 'passed' ? code : FAILED;
}

/** `report.md` -> `report-1.svg`, ...: names without the folder. */
async function writePictures(path: string, said: DumpReport): Promise<readonly string[]> {
  const names = said.pictures.map((_, at) => `${safeFileName(basename(path).slice(0, -3))}-${at + 1}.svg`);
  for (const [at, graph] of said.pictures.entries())
    await writeText(join(dirname(path), names[at] ?? ''), graphSvg(graph, 'file'));
  return names;
}

async function writeText(path: string, text: string): Promise<void> {
  await writeWhole(path, async (file) => {
    await file.writeFile(text);
    return 1;
  });
}

async function reportOf(
  open: Investigation,
  name: string,
  assertions: readonly Assertion[],
  top: number,
  naming: Naming,
): Promise<DumpReport> {
  const { heap, manifest } = open;
  const measure = await measuresOf(open);
  const judged = assertions.map((assertion) => judge(assertion, measure(assertion.measure)));
  const tiles = await heap.treemap(TILES);
  const types = await firstRows(top, (page) =>
    heap.types({ ...page, order: 'selfSize', direction: 'descending', filter: '' }),
  );
  const automatic = valueOf(await heap.findings());
  const source = {
    manifest,
    name,
    written: new Date().toISOString(),
    judged,
    automatic,
    pictures: await picturesOf(open, automatic),
    tiles: tiles.ok ? tiles.value : [],
    types,
    findings: await notebookOf(manifest.fingerprint),
  };
  return dumpReport(source, naming);
}

/** A picture that this dump cannot give is left out. */
async function picturesOf(
  { heap }: Investigation,
  automatic: readonly AutoFinding[],
): Promise<readonly ReportPicture[]> {
  const pictures: ReportPicture[] = [];
  for (const { finding, request } of pictureQuestions(automatic)) {
    const subgraph = await heap.subgraph(request);
    if (subgraph.ok) pictures.push({ finding, subgraph: subgraph.value });
  }
  return pictures;
}

/** What windows wrote about this dump; a workspace that cannot be opened has nothing to add. */
async function notebookOf(fingerprint: string): Promise<readonly Finding[]> {
  try {
    const store = await openFindings(fingerprint);
    const { operations } = await store.read().finally(() => store.close());
    return findingsAfter(operations);
  } catch (error) {
    if (error instanceof FaultError) return [];
    throw error;
  }
}

function printAssertions(said: DumpReport, path: string | undefined, output: Output): void {
  for (const { outcome, severity, condition, measured, bound, reason } of said.assertions) {
    const found = measured === null ? `not known: ${reason}` : `${bound === 'atLeast' ? 'at least ' : ''}${measured}`;
    output.out(
      terminalSafe(`${outcome === 'passed' ? 'ok' : `${outcome} ${severity}`}: ${condition} (${found})`) + '\n',
    );
  }
  if (path === undefined) output.out(`${said.standsOut.length} things stand out; -o writes the report\n`);
  else output.err(`report written${said.redacted ? ', redacted' : ''}; left out: ${said.leftOut.join(', ')}\n`);
}

async function assertionsOf(command: Command): Promise<readonly Assertion[]> {
  const given = command.conditions.map((text) => parsedAs('--fail-on', parseAssertion(text)));
  const rules = command.options['finding-rules'];
  if (rules === undefined) return given;
  return [...parsedAs('--finding-rules', parseRules(await ruleText(rules))), ...given];
}

async function ruleText(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > MOST_RULE_BYTES)
      throw new UsageError('--finding-rules takes a file of at most 1 MiB');
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error)
      throw new FaultError({ code: 'source/unreadable', reason: String(error.code) });
    throw error;
  }
}

function parsedAs<Value>(option: string, parsed: Parsed<Value>): Value {
  if (parsed.ok) return parsed.value;
  throw new UsageError(`${option}: line ${parsed.line + 1}, column ${parsed.column + 1}: expected ${parsed.expected}`);
}
