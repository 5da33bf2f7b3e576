// The SQL console: the engine starts with the first question, lives in a worker of its own, and is ended to stop what will not stop.
import type { Fault, Outcome } from '#heap/base/fault.ts';
import type { PageRequest } from '#heap/model/rows.ts';
import type { SqlFileFormat, SqlPage, SqlResult } from '#heap/model/sqlRows.ts';
import type { SqlApi } from '#workers/sqlApi.ts';
import type { Remote } from 'comlink';
import type { Cancel, HeapClient } from './client.svelte.ts';

type SqlStatus =
  | { readonly kind: 'empty' | 'starting' | 'running' | 'stopped' | 'full' }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** A question and what is known of its answer. */
export interface Answered {
  readonly text: string;
  readonly result: SqlResult;
}

/** The limits of a question in a page. */
const LIMITS = { milliseconds: 60_000, rows: 1_000_000 };

/** How long a question that was stopped may take to notice it; then the worker is ended. */
const GRACE = 1000;

/** A step that does not look at the clock for so long beyond its limit will not. */
const LATE = 5000;

const ENDED: Outcome<never> = { ok: false, fault: { code: 'heap/not-open', asked: 'sql' } };

export class SqlConsole {
  status = $state.raw<SqlStatus>({ kind: 'empty' });
  /** Stays while the next question is asked, and when it fails. */
  answered = $state.raw<Answered | undefined>(undefined);
  /** What is in the editor, kept while other views are shown. */
  text = $state('');
  #sql: Remote<SqlApi> | undefined;
  #starting: Promise<Outcome<Remote<SqlApi>>> | undefined;
  #cancel: Cancel | undefined;
  #ticket = 0;

  constructor(private readonly client: HeapClient) {}

  get busy(): boolean {
    return this.status.kind === 'starting' || this.status.kind === 'running';
  }

  /** Compiles the engine ahead of the first question. */
  async warmUp(): Promise<void> {
    await this.#engine();
  }

  async run(text: string): Promise<void> {
    if (this.busy) return;
    const ticket = ++this.#ticket;
    this.status = { kind: this.#sql === undefined ? 'starting' : 'running' };
    const engine = await this.#engine();
    if (ticket !== this.#ticket) return;
    if (!engine.ok) {
      this.status = { kind: 'failed', fault: engine.fault };
      return;
    }
    this.status = { kind: 'running' };
    this.#cancel = this.client.isolated ? this.client.newCancel() : undefined;
    const late = setTimeout(() => this.#late(ticket), LIMITS.milliseconds + LATE);
    const outcome = await engine.value.query(text, LIMITS, this.#cancel?.flag);
    clearTimeout(late);
    if (ticket !== this.#ticket) return;
    if (!outcome.ok) this.status = { kind: 'failed', fault: outcome.fault };
    else if (!outcome.value.done) this.status = { kind: 'stopped' };
    else {
      this.answered = { text, result: outcome.value.value };
      this.status = { kind: 'full' };
    }
  }

  /** The question ends by itself where it can, and with its worker where it cannot. */
  stop(): void {
    const ticket = this.#ticket;
    if (this.#cancel === undefined || this.status.kind === 'starting') {
      this.#end({ kind: 'stopped' });
      return;
    }
    this.#cancel.cancel();
    setTimeout(() => {
      if (ticket === this.#ticket && this.busy) this.#end({ kind: 'stopped' });
    }, GRACE);
  }

  async page(result: number, page: PageRequest): Promise<Outcome<SqlPage>> {
    return this.#sql?.page(result, page) ?? ENDED;
  }

  /** The objects that a column of the answer names. */
  async objects(result: number, column: number): Promise<Outcome<Uint32Array>> {
    return this.#sql?.objects(result, column) ?? ENDED;
  }

  async file(result: number, format: SqlFileFormat): Promise<Outcome<Uint8Array>> {
    return this.#sql?.file(result, format) ?? ENDED;
  }

  /** Another heap is open. */
  clear(): void {
    this.#end({ kind: 'empty' });
  }

  #late(ticket: number): void {
    if (ticket !== this.#ticket) return;
    this.#end({ kind: 'failed', fault: { code: 'sql/stopped', limit: 'time', allowed: LIMITS.milliseconds } });
  }

  /** The rows of the answer go with the worker that holds them. */
  #end(status: SqlStatus): void {
    this.#ticket++;
    this.client.endSql();
    this.#sql = undefined;
    this.#starting = undefined;
    this.#cancel = undefined;
    this.answered = undefined;
    this.status = status;
  }

  async #engine(): Promise<Outcome<Remote<SqlApi>>> {
    const starting = (this.#starting ??= this.client.startSql());
    const outcome = await starting;
    if (starting !== this.#starting) return ENDED;
    if (outcome.ok) this.#sql = outcome.value;
    else this.#starting = undefined;
    return outcome;
  }
}
