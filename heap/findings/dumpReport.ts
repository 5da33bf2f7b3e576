// The report of a dump as one plain value: whoever writes it as a page, as Markdown or as JSON adds nothing to it.
import { graphFile, type GraphFile } from '../exports/graphFile.ts';
import { jsonPage } from '../exports/json.ts';
import type { AutoFinding, Confidence, TreemapRow } from '../model/findingRows.ts';
import type { Manifest } from '../model/manifest.ts';
import type { TypeRow } from '../model/rows.ts';
import { runtimeText } from '../model/runtimes.ts';
import type { Assertion, Judged } from './assertions.ts';
import type { EvidenceLine, Finding } from './finding.ts';
import type { Naming } from '../exports/naming.ts';
import type { ReportPicture } from './reportPictures.ts';
import { automaticLine, reasonOf, targetWords } from './said.ts';

/** `schema` 1, docs/report.schema.json. Sizes are bytes; null is not recorded. */
export interface DumpReport {
  readonly schema: 1;
  readonly producer: 'Ouroboros';
  /** ISO 8601, UTC. */
  readonly written: string;
  readonly redacted: boolean;
  /** What a reader of the report does not see. */
  readonly leftOut: readonly string[];
  readonly dump: {
    readonly name: string;
    readonly fingerprint: string;
    readonly format: string;
    readonly runtime: string;
    readonly captured: string;
    readonly completeness: 'complete' | 'partial';
    readonly objects: number;
    readonly references: number;
    readonly types: number;
    readonly selfSize: number;
  };
  readonly verdict: 'passed' | 'failed' | 'unknown';
  readonly assertions: readonly AssertionLine[];
  readonly standsOut: readonly StandsOutLine[];
  readonly pictures: readonly GraphFile[];
  readonly retainers: readonly { readonly expression: string; readonly type: string; readonly retained: number }[];
  readonly types: readonly TypeLine[];
  readonly notebook: readonly NotebookLine[];
}

export interface AssertionLine {
  readonly condition: string;
  readonly title: string;
  readonly severity: 'error' | 'warning';
  readonly outcome: 'passed' | 'failed' | 'unknown';
  readonly bound: 'exact' | 'atLeast' | null;
  readonly measured: number | null;
  readonly reason: string;
}

export interface StandsOutLine {
  readonly kind: AutoFinding['kind'];
  readonly what: string;
  readonly why: string;
  readonly bytes: number | null;
  readonly confidence: Confidence;
}

export interface TypeLine {
  readonly type: string;
  readonly count: number;
  readonly self: number;
  readonly retained: number | null;
}

export interface NotebookLine {
  readonly title: string;
  readonly about: string;
  readonly note: string;
  readonly status: Finding['status'];
  readonly confidence: Confidence;
  readonly evidence: readonly EvidenceLine[];
  readonly changed: string;
}

export interface DumpReportSource {
  readonly manifest: Manifest;
  /** Base name; never a path. */
  readonly name: string;
  readonly written: string;
  readonly judged: readonly Judged[];
  readonly automatic: readonly AutoFinding[];
  readonly pictures: readonly ReportPicture[];
  readonly tiles: readonly TreemapRow[];
  readonly types: readonly TypeRow[];
  readonly findings: readonly Finding[];
}

/** A redacted naming also leaves out what a person wrote, and what tells one dump from another. */
export function dumpReport(source: DumpReportSource, naming: Naming): DumpReport {
  const { manifest, judged } = source;
  const { redacted } = naming;
  return {
    schema: 1,
    producer: 'Ouroboros',
    written: source.written,
    redacted,
    leftOut: leftOut(source, redacted),
    dump: {
      name: redacted ? 'redacted dump' : source.name,
      fingerprint: redacted ? '' : manifest.fingerprint,
      format: `${manifest.format} ${manifest.formatVersion}`,
      runtime: runtimeText(manifest.runtime),
      captured: redacted ? manifest.captured.started.slice(0, 10) : manifest.captured.started,
      completeness: manifest.completeness.status,
      objects: manifest.counts.objects,
      references: manifest.counts.references,
      types: manifest.counts.types,
      selfSize: manifest.totalSelfSize,
    },
    verdict: verdictOf(judged),
    assertions: judged.map((one) => assertionLine(one, naming)),
    standsOut: source.automatic.map((finding) => {
      const { kind, what, bytes, confidence } = automaticLine(finding, naming);
      return { kind, what, why: reasonOf(finding), bytes: bytes ?? null, confidence };
    }),
    pictures: source.pictures.map(({ finding, subgraph }) =>
      graphFile(subgraph, automaticLine(finding, naming).what, naming),
    ),
    retainers: source.tiles.flatMap(({ object, expression, retained }) =>
      object === undefined
        ? []
        : [{ expression: naming.expression(expression), type: naming.type(object.type), retained }],
    ),
    types: source.types.map((row) => ({
      type: naming.type(row.type),
      count: row.count,
      self: row.selfSize,
      retained: row.retained ?? null,
    })),
    notebook: redacted ? [] : source.findings.map(notebookLine),
  };
}

/** Of the errors alone: a warning decides nothing. */
export function verdictOf(judged: readonly Judged[]): DumpReport['verdict'] {
  const errors = judged.filter(({ assertion }) => assertion.severity === 'error');
  if (errors.some(({ outcome }) => outcome === 'failed')) return 'failed';
  return errors.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'passed';
}

export function reportJson(report: DumpReport): string {
  return jsonPage(report);
}

function leftOut(source: DumpReportSource, redacted: boolean): readonly string[] {
  const always = ['path of the dump', 'host', 'user', 'previews of values', 'types and objects beyond the largest'];
  if (!redacted) return always;
  const notes = `${source.findings.length} findings of the notebook`;
  const names = 'names outside the standard library (mapped)';
  return [...always, 'name and fingerprint of the dump', names, 'expressions (hashed)', notes, 'titles of rules'];
}

function assertionLine({ assertion, measured, outcome }: Judged, naming: Naming): AssertionLine {
  const { severity } = assertion;
  const title = naming.redacted ? '' : assertion.title;
  const condition = naming.redacted ? redactedCondition(assertion, naming) : assertion.text;
  const said = { condition, title, severity, outcome };
  return measured.kind === 'unknown'
    ? { ...said, bound: null, measured: null, reason: measured.reason }
    : { ...said, bound: measured.kind, measured: measured.value, reason: '' };
}

function redactedCondition({ measure, operator, limit }: Assertion, naming: Naming): string {
  if (!('type' in measure)) return `${measure.kind} ${operator} ${limit}`;
  const dot = measure.type.lastIndexOf('.');
  const name = { module: dot < 0 ? '' : measure.type.slice(0, dot), name: measure.type.slice(dot + 1) };
  return `${measure.kind}(${naming.type(name)}) ${operator} ${limit}`;
}

function notebookLine(finding: Finding): NotebookLine {
  const { title, note, status, confidence, evidence, changed } = finding;
  return { title, about: targetWords(finding.target), note, status, confidence, evidence, changed };
}
