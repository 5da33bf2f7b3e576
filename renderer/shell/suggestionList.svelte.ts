// Suggestions for one component or object: a late answer never overwrites a newer one.
import type { Fault } from '#heap/base/fault.ts';
import type { Suggestions } from '#heap/model/cutRows.ts';
import type { HeapClient } from '../state/client.svelte.ts';
import type { Jobs } from '../state/jobs.svelte.ts';

export type SuggestionsStatus =
  | { readonly kind: 'working' }
  | { readonly kind: 'full'; readonly answer: Suggestions }
  | { readonly kind: 'failed'; readonly fault: Fault };

type About = Parameters<HeapClient['suggest']>[0];

export class SuggestionList {
  status = $state.raw<SuggestionsStatus>({ kind: 'working' });
  #ticket = 0;

  constructor(
    private readonly client: Pick<HeapClient, 'suggest'>,
    private readonly jobs: Pick<Jobs, 'ask'>,
  ) {}

  async ask(about: About): Promise<void> {
    const ticket = ++this.#ticket;
    this.status = { kind: 'working' };
    let fault: Fault = { code: 'bridge/refused', reason: 'cancelled' };
    const answer = await this.jobs.ask('suggest', async (job) => {
      const outcome = await this.client.suggest(about, job.cancelling, (progress) => job.report(progress));
      if (!outcome.ok) fault = outcome.fault;
      return outcome;
    });
    if (ticket !== this.#ticket) return;
    this.status = answer === undefined ? { kind: 'failed', fault } : { kind: 'full', answer };
  }
}
