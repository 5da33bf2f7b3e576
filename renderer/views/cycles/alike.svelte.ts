// Components that look alike, with the row of one of each kind.
import type { SignatureGroupRow } from '#heap/model/motifRows.ts';
import type { LensName } from '#heap/model/lenses.ts';
import type { ComponentRow } from '#heap/model/rows.ts';
import type { HeapApi } from '#workers/api.ts';

export interface AlikeRow {
  readonly group: SignatureGroupRow;
  readonly example: ComponentRow | undefined;
}

const MOST = 100;

export class Alike {
  /** undefined: not asked for yet, or being asked for. */
  rows = $state.raw<readonly AlikeRow[] | undefined>(undefined);
  total = $state.raw(0);
  #ticket = 0;

  constructor(private readonly source: () => Pick<HeapApi, 'alike' | 'component'> | undefined) {}

  async show(lens: LensName): Promise<void> {
    const ticket = ++this.#ticket;
    const source = this.source();
    if (source === undefined) return;
    const groups = await source.alike(lens, { first: 0, count: MOST });
    if (ticket !== this.#ticket || !groups.ok) return;
    const examples = await Promise.all(groups.value.rows.map((group) => source.component(lens, group.representative)));
    if (ticket !== this.#ticket) return;
    this.total = groups.value.total;
    this.rows = groups.value.rows.map((group, i) => {
      const example = examples[i];
      return { group, example: example?.ok === true ? example.value : undefined };
    });
  }
}
