// Everything the page "Why is this alive?" asks for one address: verdict, paths, holders, the last reference.
import type { Outcome } from '#heap/base/fault.ts';
import type { CutRow } from '#heap/model/cutRows.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import type { ObjectCard, Page, ReferenceRow } from '#heap/model/rows.ts';
import type { WhyAnswer } from '#heap/model/whyRows.ts';
import { Asked } from '../../state/asked.svelte.ts';
import type { Ask } from '../../state/client.svelte.ts';

const MOST_PATHS = 5;
/** Referrers that are sorted into the four kinds; more are said, not shown. */
export const MOST_HOLDERS = 500;

/** Shown only together: a verdict without its object or its last reference says nothing. */
export interface Why {
  readonly card: ObjectCard;
  readonly answer: WhyAnswer;
  readonly last: CutRow | undefined;
}

export class WhyPage {
  readonly why = new Asked<Why>();
  readonly holders = new Asked<Page<ReferenceRow>>();
  #address = '';

  /** Asks for everything; what is shown of the same object stays while new numbers arrive. */
  async show(ask: Ask, address: string): Promise<void> {
    if (address !== this.#address) {
      this.#address = address;
      this.why.clear();
      this.holders.clear();
    }
    const located = await ask.locate(address);
    if (address !== this.#address) return;
    if (!located.ok) {
      await this.why.ask(() => Promise.resolve(located));
      return;
    }
    const object = located.value;
    void this.holders.ask(() => ask.referrers(object, { first: 0, count: MOST_HOLDERS }));
    await this.why.ask(() => whyOf(ask, object));
  }
}

async function whyOf(ask: Ask, object: ObjectId): Promise<Outcome<Why>> {
  const [card, answer] = await Promise.all([ask.describe(object), ask.why(object, MOST_PATHS)]);
  if (!card.ok) return card;
  if (!answer.ok) return answer;
  const { lastReference } = answer.value;
  const last = lastReference === undefined ? undefined : await ask.cut(lastReference);
  if (last?.ok === false) return last;
  return { ok: true, value: { card: card.value, answer: answer.value, last: last?.value } };
}
