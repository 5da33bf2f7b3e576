// The cuts that would let one object go: asked of the worker that analyses, because each one is tried on the whole heap.
import type { Suggestions } from '#heap/model/cutRows.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import type { HeapClient } from '../../state/client.svelte.ts';
import type { Jobs } from '../../state/jobs.svelte.ts';

export type LetGoStatus =
  | { readonly kind: 'empty' }
  | { readonly kind: 'working' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'full'; readonly suggestions: Suggestions };

export class LetGo {
  status = $state.raw<LetGoStatus>({ kind: 'empty' });
  #asked: ObjectId | undefined;

  constructor(
    private readonly client: HeapClient,
    private readonly jobs: Jobs,
  ) {}

  /** Asks once per object; a late answer about another one is dropped. */
  async look(object: ObjectId): Promise<void> {
    if (this.#asked === object && this.status.kind !== 'failed') return;
    this.#asked = object;
    this.status = { kind: 'working' };
    const suggestions = await this.jobs.ask('suggest', (job) =>
      this.client.suggest({ object }, job.cancelling, (progress) => job.report(progress)),
    );
    if (this.#asked !== object) return;
    this.status = suggestions === undefined ? { kind: 'failed' } : { kind: 'full', suggestions };
  }

  clear(): void {
    this.#asked = undefined;
    this.status = { kind: 'empty' };
  }
}
