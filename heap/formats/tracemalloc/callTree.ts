// Traces as a tree of calls, the oldest call on top: the bytes below a node are what was allocated during that call.
import { NONE } from '../../base/brand.ts';
import type { Task } from '../../base/task.ts';
import { frameOf, traceOf, type Frame } from './snapshot.ts';
import type { Value } from './values.ts';

export interface CallNode {
  /** Row of the node above; NONE: the outermost call. */
  readonly parent: number;
  readonly place: Place;
  /** Bytes and blocks of traces that end here. */
  bytes: number;
  blocks: number;
}

/** What a node stands for. Frames are shared: equal places are one object. */
export type Place =
  | { readonly kind: 'domain'; readonly domain: number }
  /** Outer calls are missing: `tracemalloc.start(n)` kept n frames. */
  | { readonly kind: 'cut' }
  | ({ readonly kind: 'line' } & Frame);

export interface CallTree {
  /** Parents before children. */
  readonly nodes: readonly CallNode[];
  readonly places: readonly Place[];
  readonly blocks: number;
  /** Traces that are no traces. */
  readonly dropped: number;
}

/** O(traces + frames of distinct stacks), one node per distinct chain of calls. */
export function callTreeOf(traces: readonly Value[], limit: number | undefined, task: Task): CallTree {
  const builder = new Builder(limit);
  let dropped = 0;
  for (let i = 0; i < traces.length; i++) {
    if ((i & 4095) === 4095) task.step(4096);
    const trace = traceOf(traces[i]);
    const end = trace && builder.end(trace.domain, trace.frames, trace.allFrames);
    if (trace === undefined || end === undefined) {
      dropped++;
      continue;
    }
    end.bytes += trace.size;
    end.blocks++;
  }
  return { nodes: builder.nodes, places: builder.places, blocks: traces.length - dropped, dropped };
}

class Builder {
  readonly nodes: CallNode[] = [];
  readonly places: Place[] = [];
  readonly #placeOf = new Map<string, number>();
  readonly #child = new Map<string, number>();
  /** By the identity of a shared tuple of frames: the end of that stack. */
  readonly #ends = new Map<readonly Value[], CallNode>();
  readonly #frames = new Map<Value, number>();

  constructor(private readonly limit: number | undefined) {}

  /** The node of the most recent call; undefined when a frame is no frame, or there is none. */
  end(domain: number, frames: readonly Value[], allFrames: number | undefined): CallNode | undefined {
    // Shared tuples mean equal stacks; the domain is 0 but for extensions that ask for another.
    const known = domain === 0 ? this.#ends.get(frames) : undefined;
    if (known !== undefined) return known;
    let at = domain === 0 ? NONE : this.#below(NONE, this.#place(`d${domain}`, { kind: 'domain', domain }));
    if (this.#isCut(frames.length, allFrames)) at = this.#below(at, this.#place('cut', { kind: 'cut' }));
    for (let i = frames.length - 1; i >= 0; i--) {
      const place = this.#frame(frames[i]);
      if (place === undefined) return undefined;
      at = this.#below(at, place);
    }
    // Every stack has a frame (Modules/_tracemalloc.c, `traceback_new`).
    if (at === NONE) return undefined;
    if (domain === 0) this.#ends.set(frames, this.nodes[at]);
    return this.nodes[at];
  }

  /** Before 3.9 a stack as long as the limit may have been longer. */
  #isCut(frames: number, all: number | undefined): boolean {
    return all === undefined ? frames === this.limit : all > frames;
  }

  #frame(value: Value): number | undefined {
    const known = this.#frames.get(value);
    if (known !== undefined) return known;
    const frame = frameOf(value);
    if (frame === undefined) return undefined;
    const place = this.#place(`l${frame.line} ${frame.file}`, { kind: 'line', ...frame });
    this.#frames.set(value, place);
    return place;
  }

  #place(key: string, place: Place): number {
    const known = this.#placeOf.get(key);
    if (known !== undefined) return known;
    this.#placeOf.set(key, this.places.length);
    this.places.push(place);
    return this.places.length - 1;
  }

  #below(parent: number, place: number): number {
    const key = `${parent} ${place}`;
    const known = this.#child.get(key);
    if (known !== undefined) return known;
    this.#child.set(key, this.nodes.length);
    this.nodes.push({ parent, place: this.places[place], bytes: 0, blocks: 0 });
    return this.nodes.length - 1;
  }
}
