// References cut in mind: what would go with them, and whether the whole heap is shown as if they were gone.
import type { Fault } from '#heap/base/fault.ts';
import type { CutRow, WhatIfAnswer } from '#heap/model/cutRows.ts';
import type { ReferenceId } from '#heap/model/ids.ts';
import type { HeapClient } from './client.svelte.ts';
import type { Jobs } from './jobs.svelte.ts';
import type { Operations } from './operations.svelte.ts';

export type CutsStatus =
  | { readonly kind: 'none' }
  | { readonly kind: 'working' }
  | { readonly kind: 'answered'; readonly answer: WhatIfAnswer }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** What the page asks; the client, or a stand-in in tests. */
export type CutsSource = Pick<HeapClient, 'whatIf' | 'suppose' | 'showAsDumped'>;

/** Answers kept: going back and forth between sets of cuts asks nothing again. */
const MOST_ANSWERS = 20;

export class Cuts {
  references = $state.raw<readonly ReferenceId[]>([]);
  status = $state.raw<CutsStatus>({ kind: 'none' });
  /** Views show sizes, distances and verdicts as if the references were gone. */
  supposed = $state(false);

  readonly rows = $derived<readonly CutRow[]>(this.status.kind === 'answered' ? this.status.answer.cuts : []);

  #ticket = 0;
  /** Newest last. */
  #answers: readonly { readonly key: string; readonly answer: WhatIfAnswer }[] = [];

  constructor(
    private readonly source: CutsSource,
    private readonly jobs: Pick<Jobs, 'ask' | 'completed'>,
    private readonly operations: Operations,
  ) {}

  has(reference: ReferenceId): boolean {
    return this.references.includes(reference);
  }

  /** One step of the log, however many references. */
  add(references: readonly ReferenceId[], title: string): void {
    const added = references.filter((reference) => !this.has(reference));
    if (added.length > 0) this.#change([...this.references, ...added], 'cut', title);
  }

  remove(reference: ReferenceId, title: string): void {
    if (this.has(reference))
      this.#change(
        this.references.filter((other) => other !== reference),
        'restore',
        title,
      );
  }

  toggle(reference: ReferenceId, title: string): void {
    if (this.has(reference)) this.remove(reference, title);
    else this.add([reference], title);
  }

  lift(title: string): void {
    if (this.references.length > 0) this.#change([], 'restore', title);
  }

  /** Another dump, or none: nothing of this one is left. */
  clear(): void {
    this.#ticket++;
    this.#answers = [];
    this.references = [];
    this.status = { kind: 'none' };
    this.supposed = false;
  }

  /** Asks anew: analyses have ended since. */
  refresh(): void {
    this.#answers = [];
    if (this.references.length > 0) void this.#ask();
  }

  #change(references: readonly ReferenceId[], kind: 'cut' | 'restore', title: string): void {
    const before = this.references;
    this.operations.edit({
      operation: { kind, title },
      redo: () => this.#set(references),
      undo: () => this.#set(before),
    });
  }

  #set(references: readonly ReferenceId[]): void {
    this.references = references;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const ticket = ++this.#ticket;
    const { references } = this;
    if (references.length === 0) {
      this.status = { kind: 'none' };
      await this.#showAsDumped();
      return;
    }
    const key = [...references].sort((a, b) => a - b).join();
    const known = this.#answers.find((entry) => entry.key === key)?.answer;
    if (known === undefined) await this.#compute(references, key, ticket);
    else this.status = { kind: 'answered', answer: known };
    if (ticket !== this.#ticket) return;
    if (this.status.kind === 'answered') await this.#suppose(references, ticket);
  }

  async #compute(references: readonly ReferenceId[], key: string, ticket: number): Promise<void> {
    this.status = { kind: 'working' };
    let fault: Fault | undefined;
    const answer = await this.jobs.ask('cut', async (job) => {
      const outcome = await this.source.whatIf(references, job.cancelling, (progress) => job.report(progress));
      if (!outcome.ok) fault = outcome.fault;
      return outcome;
    });
    if (ticket !== this.#ticket) return;
    if (answer === undefined) {
      this.status = fault === undefined ? { kind: 'none' } : { kind: 'failed', fault };
      return;
    }
    this.#answers = [...this.#answers, { key, answer }].slice(-MOST_ANSWERS);
    this.status = { kind: 'answered', answer };
  }

  async #suppose(references: readonly ReferenceId[], ticket: number): Promise<void> {
    const done = await this.jobs.ask('suppose', (job) =>
      this.source.suppose(references, job.cancelling, (progress) => job.report(progress)),
    );
    if (ticket !== this.#ticket) return;
    this.supposed = done !== undefined;
    // Views ask again when results change, and so they have.
    this.jobs.completed++;
  }

  async #showAsDumped(): Promise<void> {
    if (!this.supposed) return;
    this.supposed = false;
    await this.source.showAsDumped();
    this.jobs.completed++;
  }
}
