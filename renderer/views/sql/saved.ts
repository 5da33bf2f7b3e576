// A query that is kept is a finding about the heap whose evidence is its text: saved, undone and exported as all findings are.
import type { Finding } from '#heap/findings/finding.ts';
import type { Draft } from '../../state/findings.svelte.ts';

const LABEL = 'sql';
const MOST_TITLE = 80;

/** The text of a kept query; undefined for every other finding. */
export function queryOf({ target, evidence }: Pick<Finding, 'target' | 'evidence'>): string | undefined {
  return target.kind === 'heap' ? evidence.find(({ label }) => label === LABEL)?.value : undefined;
}

/** `rows`: how many there were, undefined when it was not run. */
export function queryDraft(sql: string, rows: number | undefined): Draft {
  const line = sql
    .replace(/--[^\n]*/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return {
    title: line.length > MOST_TITLE ? `${line.slice(0, MOST_TITLE - 1)}…` : line,
    note: '',
    target: { kind: 'heap' },
    confidence: 'exact',
    evidence: [{ label: LABEL, value: sql }, ...(rows === undefined ? [] : [{ label: 'rows', value: String(rows) }])],
  };
}
