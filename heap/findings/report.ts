// Findings as files people send: Markdown and JSON. Dump text is escaped once, here; nothing else writes these formats.
import { jsonPage } from '../exports/json.ts';
import { escapeMarkdown, safeNote } from '../exports/markdown.ts';
import { PLAIN_NAMING, type Naming } from '../exports/naming.ts';
import type { Manifest } from '../model/manifest.ts';
import { runtimeText } from '../model/runtimes.ts';
import type { AutoFinding } from '../model/findingRows.ts';
import type { Finding, FindingTarget } from './finding.ts';
import { automaticLine } from './said.ts';

export interface ReportSource {
  readonly manifest: Manifest;
  /** Base name as shown; never a path. */
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly automatic: readonly AutoFinding[];
  /** ISO 8601. */
  readonly written: string;
}

/** `schema` 1 of the JSON export: what the Markdown says, as values. Path, user and host of the dump are left out. */
export function findingsJson(source: ReportSource, naming: Naming = PLAIN_NAMING): string {
  const { manifest } = source;
  const { redacted } = naming;
  return jsonPage({
    schema: 1,
    producer: 'Ouroboros',
    written: source.written,
    dump: {
      name: redacted ? 'redacted dump' : source.name,
      fingerprint: redacted ? '' : manifest.fingerprint,
      format: manifest.format,
      python: manifest.runtime.version,
      captured: redacted ? manifest.captured.started.slice(0, 10) : manifest.captured.started,
      counts: manifest.counts,
      totalSelfSize: manifest.totalSelfSize,
      completeness: manifest.completeness.status,
      privacy: manifest.privacy.mode,
    },
    redacted,
    leftOut: leftOut(source, naming),
    findings: redacted ? [] : source.findings,
    automatic: source.automatic.map((finding) => automaticLine(finding, naming)),
  });
}

/** CommonMark without raw HTML, autolinks or images; the person's own note keeps its Markdown, text of the dump is escaped. */
export function findingsMarkdown(source: ReportSource, naming: Naming = PLAIN_NAMING): string {
  const { manifest } = source;
  const { redacted } = naming;
  const lines = [
    `# Findings in ${redacted ? 'a redacted dump' : escapeMarkdown(source.name)}`,
    '',
    `- Dump: ${dumpText(manifest, naming)}`,
    ...(redacted ? [] : [`- Fingerprint: ${escapeMarkdown(manifest.fingerprint)}`]),
    `- Objects: ${manifest.counts.objects}, references: ${manifest.counts.references}, self size: ${manifest.totalSelfSize} bytes`,
    `- Completeness: ${manifest.completeness.status}${manifest.completeness.status === 'partial' ? ' (numbers are lower bounds)' : ''}`,
    `- Left out: ${escapeMarkdown(leftOut(source, naming).join(', '))}`,
    '',
  ];
  const findings = redacted ? [] : source.findings;
  if (source.findings.length === 0) lines.push('No findings were written.', '');
  findings.forEach((finding, index) => lines.push(...findingLines(finding, index + 1)));
  if (source.automatic.length > 0) {
    lines.push('## What stands out', '', '| kind | what | bytes | confidence |', '|---|---|---:|---|');
    for (const finding of source.automatic) {
      const { kind, what, bytes, confidence } = automaticLine(finding, naming);
      lines.push(`| ${kind} | ${escapeMarkdown(what)} | ${bytes ?? 'n/a'} | ${confidence} |`);
    }
    lines.push('');
  }
  return lines.join('\n');
}

function leftOut(source: ReportSource, { redacted }: Naming): readonly string[] {
  const always = ['paths', 'host', 'user', 'values'];
  if (!redacted) return always;
  const notes = `${source.findings.length} findings of the notebook`;
  return [
    ...always,
    'name and fingerprint of the dump',
    'names outside the standard library (mapped)',
    'expressions (hashed)',
    notes,
  ];
}

function findingLines(finding: Finding, number: number): readonly string[] {
  return [
    `## ${number}. ${escapeMarkdown(finding.title)}`,
    '',
    `About: ${targetText(finding.target)}. Status: ${finding.status}. Confidence: ${finding.confidence}. Written: ${escapeMarkdown(finding.changed)}.`,
    '',
    ...(finding.note.trim() === '' ? [] : [safeNote(finding.note), '']),
    ...(finding.evidence.length === 0
      ? []
      : [
          '| evidence | value |',
          '|---|---|',
          ...finding.evidence.map(({ label, value }) => `| ${escapeMarkdown(label)} | ${escapeMarkdown(value)} |`),
          '',
        ]),
  ];
}

function targetText(target: FindingTarget): string {
  switch (target.kind) {
    case 'heap':
      return 'the whole heap';
    case 'object':
      return `object ${escapeMarkdown(target.address)}`;
    case 'type':
      return `type ${escapeMarkdown(target.name)}`;
    case 'component':
      return `the cycle of ${escapeMarkdown(target.member)} under the lens ${target.lens}`;
    case 'cuts':
      return `cut: ${target.references.map(({ from, label, to }) => escapeMarkdown(`${from} ${label} -> ${to}`)).join(', ')}`;
  }
}

/** `ouro 1.0, CPython 3.11.7, captured 2026-...`; what is not known is left out. */
function dumpText({ format, formatVersion, runtime, captured }: Manifest, { redacted }: Naming): string {
  const time = redacted ? captured.started.slice(0, 10) : captured.started;
  const started = time === '' ? '' : `captured ${time}`;
  const parts = [`${format} ${formatVersion}`, runtimeText(runtime), started];
  return parts
    .filter((part) => part !== '')
    .map(escapeMarkdown)
    .join(', ');
}
