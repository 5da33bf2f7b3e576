// Where the shapes of one picture stand, which of them are pinned, and the steps by which the person moved them.
/* eslint-disable svelte/prefer-svelte-reactivity -- maps and sets here are replaced, never changed in place */
import { History } from './history.svelte.ts';
import type { Point, Positions } from './place.ts';

export class Arrangement {
  positions = $state.raw<Positions>(new Map());
  /** Shapes that tidying leaves where they are. */
  pinned = $state.raw<ReadonlySet<string>>(new Set());

  readonly history = new History();

  /** A shape that was put somewhere by hand stays there. */
  moved(id: string, to: Point): void {
    const place = { x: Math.round(to.x), y: Math.round(to.y) };
    this.put(new Map([...this.positions, [id, place]]), new Set([...this.pinned, id]));
  }

  /** Pins `ids`, or unpins them when all are pinned. */
  togglePin(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const all = ids.every((id) => this.pinned.has(id));
    const others = [...this.pinned].filter((id) => !ids.includes(id));
    this.put(this.positions, new Set(all ? others : [...others, ...ids]));
  }

  /** One step that can be taken back. */
  put(positions: Positions, pinned: ReadonlySet<string> = this.pinned): void {
    const set = (places: Positions, pins: ReadonlySet<string>) => (): void => {
      this.positions = places;
      this.pinned = pins;
    };
    this.history.take({ undo: set(this.positions, this.pinned), redo: set(positions, pinned) });
  }

  /** For another drawing: pins only name what is drawn. */
  replace(positions: Positions): void {
    this.positions = positions;
    if ([...this.pinned].some((id) => !positions.has(id)))
      this.pinned = new Set([...this.pinned].filter((id) => positions.has(id)));
  }

  /** `positions` of another drawing, but what is drawn now stays where it is. */
  keeping(positions: Positions): Positions {
    return new Map([...positions, ...[...this.positions].filter(([id]) => positions.has(id))]);
  }

  clear(): void {
    this.pinned = new Set();
    this.history.clear();
  }
}
