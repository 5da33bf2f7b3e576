// The named sets of the open heap, and the rows that somebody has marked to make one.
import type { Fault } from '#heap/base/fault.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import type { SetCard, SetSource } from '#heap/model/setRows.ts';
import type { HeapClient } from './client.svelte.ts';

export class Sets {
  list = $state.raw<readonly SetCard[]>([]);
  /** In the order of marking. */
  marked = $state.raw<readonly ObjectId[]>([]);

  constructor(private readonly client: HeapClient) {}

  /** Names a set, and measures what would go with it. */
  async name(name: string, source: SetSource): Promise<SetCard | Fault> {
    const outcome = await this.client.ask?.nameSet(name, source);
    if (outcome === undefined) return { code: 'heap/not-open', asked: 'sets' };
    if (!outcome.ok) return outcome.fault;
    await this.refresh(outcome.value);
    return outcome.value;
  }

  async forget(name: string): Promise<void> {
    await this.client.ask?.forgetSet(name);
    await this.refresh();
  }

  /** Asks for the sets there are; what has been measured stays known. */
  async refresh(measured?: SetCard): Promise<void> {
    const outcome = await this.client.ask?.sets();
    if (outcome?.ok !== true) return;
    const known = this.list;
    this.list = outcome.value.map((card) => {
      if (card.name === measured?.name) return measured;
      const before = known.find(({ name }) => name === card.name);
      const isSame = before?.objects === card.objects && before.selfSize === card.selfSize;
      return isSame ? { ...card, retained: before.retained } : card;
    });
  }

  /** What would go with all of its members; a pass over the references. */
  async measure(name: string): Promise<void> {
    const outcome = await this.client.ask?.measureSet({ kind: 'query', query: `in:${name}` });
    if (outcome?.ok !== true) return;
    const { retained } = outcome.value;
    this.list = this.list.map((card) => (card.name === name ? { ...card, retained } : card));
  }

  /** Marks a row, or takes the mark away. */
  mark(object: ObjectId): void {
    this.marked = this.marked.includes(object)
      ? this.marked.filter((marked) => marked !== object)
      : [...this.marked, object];
  }

  unmark(): void {
    this.marked = [];
  }

  /** Another dump is open. */
  clear(): void {
    this.list = [];
    this.unmark();
  }
}
