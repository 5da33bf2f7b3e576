// What every export of the page has in common: whether names and values leave, and how a table of any length is written.
import type { Fault, Outcome } from '#heap/base/fault.ts';
import { PLAIN_NAMING, redactedNaming, type Naming } from '#heap/exports/naming.ts';
import { redactedRow } from '#heap/exports/redaction.ts';
import { rowsCsv } from '#heap/exports/rowsCsv.ts';
import type { DumpReport } from '#heap/findings/dumpReport.ts';
import { fileStem, saveText } from './saveFile.ts';
import type { ShellConnection } from './shell.ts';
import { keyedTokens, type KeyedTokens } from './tokens.ts';

/** Rows of a trip to a worker: no page is longer. */
const PAGE = 500;
/** Characters that the save channel of the desktop takes. */
const MOST_OF_DESKTOP = 16 * 1_048_576;

export type AskPage = (page: {
  readonly first: number;
  readonly count: number;
}) => Promise<Outcome<{ readonly rows: readonly object[]; readonly total: number }>>;

export type Exported =
  | { readonly kind: 'saved'; readonly name: string; readonly rows: number }
  | { readonly kind: 'notSaved' | 'tooLong' }
  | { readonly kind: 'failed'; readonly fault: Fault };

export class Exporting {
  /** Names are mapped and values hashed in whatever leaves the page from now on. */
  redacted = $state(false);
  /** A table that is being written: rows so far, and all. */
  running = $state.raw<{ readonly rows: number; readonly total: number } | undefined>(undefined);
  /** On paper instead of the page, while it is there. */
  sheet = $state.raw<DumpReport | undefined>(undefined);
  #stopped = false;

  constructor(private readonly connection: ShellConnection) {}

  stop(): void {
    this.#stopped = true;
  }

  /** Calls `write` with names as they are to leave. It may be called twice, and must depend on nothing else. */
  async named<Value>(write: (naming: Naming) => Value): Promise<Value> {
    return this.redacted ? namedWith(keyedTokens(), write) : write(PLAIN_NAMING);
  }

  async text(name: string, type: string, parts: readonly string[]): Promise<Exported> {
    return exported(name, parts.length, await saveText(this.connection, name, type, parts));
  }

  /** The page as it is printed: a PDF of the desktop, or what the browser offers. */
  async print(name: string, browser: () => void): Promise<Exported | 'printed'> {
    if (this.connection.kind === 'desktop')
      return exported(name, 1, await this.connection.shell.call('printReport', { name }));
    browser();
    return 'printed';
  }

  /** Every row of the question in its order, page by page. A second table waits until the first is written. */
  async table(title: string, ask: AskPage): Promise<Exported> {
    if (this.running !== undefined) return { kind: 'notSaved' };
    this.#stopped = false;
    this.running = { rows: 0, total: 0 };
    try {
      return await this.#write(title, ask);
    } finally {
      this.running = undefined;
    }
  }

  async #write(title: string, ask: AskPage): Promise<Exported> {
    const csv = rowsCsv();
    const tokens = this.redacted ? keyedTokens() : undefined;
    let first = 0;
    for (;;) {
      const page = await ask({ first, count: PAGE });
      if (!page.ok) return { kind: 'failed', fault: page.fault };
      if (this.#stopped) return { kind: 'notSaved' };
      const { rows, total } = page.value;
      csv.add(tokens === undefined ? rows : await namedWith(tokens, (naming) => redactedRow(rows, naming)));
      first += rows.length;
      this.running = { rows: first, total };
      if (rows.length === 0 || first >= total) break;
    }
    // A title may name a type.
    const name = tokens === undefined ? `${fileStem(title, 'table')}.csv` : 'table-redacted.csv';
    const parts = csv.parts();
    const characters = parts.reduce((sum, part) => sum + part.length, 0);
    if (this.connection.kind === 'desktop' && characters > MOST_OF_DESKTOP) return { kind: 'tooLong' };
    return exported(name, first, await saveText(this.connection, name, 'text/csv', parts));
  }
}

/** Tokens are made asynchronously and names are asked for at once: the first call collects, the second writes. */
async function namedWith<Value>(tokens: KeyedTokens, write: (naming: Naming) => Value): Promise<Value> {
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives for this call only
  const texts = new Set<string>();
  write(
    redactedNaming((text) => {
      texts.add(text);
      return '';
    }),
  );
  const known = await tokens(texts);
  return write(redactedNaming((text) => known.get(text) ?? 'unknown'));
}

function exported(name: string, rows: number, outcome: Outcome<{ readonly saved: boolean }>): Exported {
  if (!outcome.ok) return { kind: 'failed', fault: outcome.fault };
  return outcome.value.saved ? { kind: 'saved', name, rows } : { kind: 'notSaved' };
}
