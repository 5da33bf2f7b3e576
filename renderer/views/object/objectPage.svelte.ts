// Everything the object view asks for one address: the card, both sides, the dominator chain, what it dominates.
import type { AllocatedAt } from '#heap/model/allocationRows.ts';
import type { Outcome } from '#heap/base/fault.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import type { ObjectCard, ObjectRow, Page, ReferenceRow } from '#heap/model/rows.ts';
import { Asked } from '../../state/asked.svelte.ts';
import type { Ask } from '../../state/client.svelte.ts';

const SIDE_ROWS = 60;

export class ObjectPage {
  readonly card = new Asked<ObjectCard>();
  readonly referrers = new Asked<Page<ReferenceRow>>();
  readonly references = new Asked<Page<ReferenceRow>>();
  readonly chain = new Asked<readonly ObjectRow[]>();
  readonly dominated = new Asked<Page<ObjectRow>>();
  readonly allocated = new Asked<AllocatedAt>();
  #address = '';

  /** Asks for everything; the side lists of the same object stay while new numbers arrive. */
  async show(ask: Ask, address: string): Promise<void> {
    if (address !== this.#address) {
      this.#address = address;
      const { card, referrers, references, chain, dominated, allocated } = this;
      for (const asked of [card, referrers, references, chain, dominated, allocated]) asked.clear();
    }
    const located = await ask.locate(address);
    if (address !== this.#address) return;
    if (!located.ok) {
      await this.card.ask(() => Promise.resolve(located));
      return;
    }
    this.#askFor(ask, located.value);
  }

  #askFor(ask: Ask, object: ObjectId): void {
    const side = { first: 0, count: SIDE_ROWS };
    void this.card.ask(() => ask.describe(object));
    void this.referrers.ask(() => ask.referrers(object, side));
    void this.references.ask(() => ask.references(object, side));
    void this.allocated.ask(() => ask.allocatedAt(object));
    void this.chain.ask(() => ask.dominatorChain(object));
    void this.dominated.ask((): Promise<Outcome<Page<ObjectRow>>> => ask.dominated(object, { first: 0, count: 8 }));
  }
}
