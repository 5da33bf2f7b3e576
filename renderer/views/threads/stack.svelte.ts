// The stack on screen: its frames page by page, and the locals that were asked for beyond the first.
/* eslint-disable svelte/prefer-svelte-reactivity -- the map is replaced, never changed in place */
import type { Outcome } from '#heap/base/fault.ts';
import type { Page } from '#heap/model/rows.ts';
import type { FrameRow, LocalRow, StackId } from '#heap/model/threadRows.ts';
import { Asked } from '../../state/asked.svelte.ts';
import type { Ask } from '../../state/client.svelte.ts';

const FRAMES = 100;
const LOCALS = 200;

export class Stack {
  readonly frames = new Asked<Page<FrameRow>>();
  /** Locals beyond those that came with their frame, by frame. */
  extra = $state.raw<ReadonlyMap<number, readonly LocalRow[]>>(new Map());
  #id: StackId | undefined;
  #pages = 1;

  /** Asks for the stack; the one that is shown already is asked for as far as it was. */
  show(ask: Ask, id: StackId): void {
    if (id !== this.#id) {
      this.#pages = 1;
      this.frames.clear();
    }
    this.#id = id;
    this.extra = new Map();
    void this.frames.ask(() => framesOf(ask, id, this.#pages));
  }

  more(ask: Ask): void {
    const id = this.#id;
    if (id === undefined) return;
    this.#pages++;
    void this.frames.ask(() => framesOf(ask, id, this.#pages));
  }

  async moreLocals(ask: Ask, frame: FrameRow): Promise<void> {
    const id = this.#id;
    const known = this.extra.get(frame.frame) ?? [];
    const first = frame.locals.rows.length + known.length;
    const outcome = await ask.frameLocals(frame.frame, { first, count: LOCALS });
    if (!outcome.ok || id !== this.#id) return;
    this.extra = new Map([...this.extra, [frame.frame, [...known, ...outcome.value.rows]]]);
  }
}

async function framesOf(ask: Ask, id: StackId, pages: number): Promise<Outcome<Page<FrameRow>>> {
  const rows: FrameRow[] = [];
  for (let page = 0; ; page++) {
    const outcome = await ask.stack(id, { first: rows.length, count: FRAMES });
    if (!outcome.ok) return outcome;
    rows.push(...outcome.value.rows);
    if (page + 1 >= pages || rows.length >= outcome.value.total || outcome.value.rows.length === 0) {
      return { ok: true, value: { ...outcome.value, rows, first: 0 } };
    }
  }
}
