// The selected object. Every view highlights it at once; the path pane asks for it 200 ms after it settles.
import type { ObjectId } from '#heap/model/ids.ts';
import type { ObjectCard, ObjectRow, PathsAnswer } from '#heap/model/rows.ts';
import { Asked } from './asked.svelte.ts';
import type { HeapClient } from './client.svelte.ts';

const SETTLE_MS = 200;
const PATHS = 5;

export class Selection {
  row = $state.raw<ObjectRow | undefined>(undefined);
  readonly card = new Asked<ObjectCard>();
  readonly paths = new Asked<PathsAnswer>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly object = $derived(this.row?.object);

  constructor(private readonly client: HeapClient) {}

  select(row: ObjectRow): void {
    this.row = row;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), SETTLE_MS);
  }

  /** Selects by row number alone; the row follows. */
  async selectObject(object: ObjectId): Promise<void> {
    const answer = await this.client.ask?.describe(object);
    if (answer?.ok === true) this.select(answer.value.row);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.row = undefined;
    this.card.clear();
    this.paths.clear();
  }

  /** Asks again, for example when an analysis has added numbers. */
  refresh(): void {
    const { ask } = this.client;
    const object = this.object;
    if (ask === undefined || object === undefined) return;
    void this.card.ask(() => ask.describe(object));
    void this.paths.ask(() => ask.paths(object, PATHS));
  }
}
