// The tree of calls that allocated: lists within lists, read without recursion.
import { NONE } from '../../base/brand.ts';
import { note, type DiagnosticLog } from '../../model/diagnostics.ts';
import type { ArrayEnd } from './numbers.ts';
import type { Reading } from './reading.ts';
import { CLOSE_BRACKET, offsetOf, OPEN_BRACKET, openWalk, peek, refill, skipValue, type Window } from './window.ts';

type Nodes = Reading['traces']['nodes'];

/** `id, function_info_index, count, size`, then the list of the calls below. */
const NUMBERS = 4;

interface Walk {
  readonly nodes: Nodes;
  /** The node whose list is open; NONE in the outermost list. */
  parent: number;
  /** Lists that are open. */
  depth: number;
  /** Numbers of the record that is being read. */
  readonly values: number[];
  /** The number that is being read; -1: none. */
  value: number;
}

/**
 * Reads the nested list at the next byte: one row of `nodes` per call, parents before children. How deep it nests does not
 * matter: the way up is in the rows. What comes behind a byte that belongs in no such list is passed over and noted. O(bytes).
 */
export async function readTraceTree(window: Window, nodes: Nodes, log: DiagnosticLog): Promise<ArrayEnd> {
  const first = await peek(window);
  if (first !== OPEN_BRACKET) return first < 0 ? 'cut' : 'absent';
  const walk: Walk = { nodes, parent: NONE, depth: 0, values: [], value: -1 };
  for (;;) {
    const { bytes } = window;
    while (window.at < bytes.length) {
      const end = step(walk, bytes[window.at]);
      if (end === 'damaged') {
        note(log, 'badChunk', 1, offsetOf(window));
        const rest = { ...openWalk(), depth: walk.depth, begun: true };
        return (await skipValue(window, rest)) ? 'closed' : 'cut';
      }
      window.at++;
      if (end === 'closed') return end;
    }
    if (!(await refill(window))) return 'cut';
  }
}

/** One byte. `closed`: it ends the outermost list. */
function step(walk: Walk, byte: number): 'closed' | 'damaged' | undefined {
  const digit = byte - ZERO;
  if (digit >= 0 && digit <= 9) {
    if (walk.values.length === NUMBERS) return 'damaged';
    walk.value = Math.max(0, walk.value) * 10 + digit;
    return walk.value > Number.MAX_SAFE_INTEGER ? 'damaged' : undefined;
  }
  if (walk.value >= 0) {
    walk.values.push(walk.value);
    walk.value = -1;
  }
  if (byte === OPEN_BRACKET) return open(walk);
  if (byte === CLOSE_BRACKET) return close(walk);
  return byte === COMMA || byte <= SPACE ? undefined : 'damaged';
}

function open(walk: Walk): 'damaged' | undefined {
  const { nodes, values } = walk;
  // The outermost list belongs to no call, every other one to the call before it.
  if (values.length !== (walk.depth === 0 ? 0 : NUMBERS)) return 'damaged';
  if (walk.depth++ === 0) return undefined;
  const [id, at, count, bytes] = values;
  nodes.id.push(id);
  nodes.function.push(Math.min(at, MOST_CELL));
  nodes.parent.push(walk.parent);
  nodes.made.push(Math.min(count, MOST_CELL));
  nodes.madeBytes.push(bytes);
  walk.parent = nodes.id.length - 1;
  values.length = 0;
  return undefined;
}

function close(walk: Walk): 'closed' | 'damaged' | undefined {
  if (walk.values.length > 0) return 'damaged';
  if (--walk.depth === 0) return 'closed';
  walk.parent = walk.nodes.parent.reserve(0)[walk.parent];
  return undefined;
}

const MOST_CELL = NONE - 1;
const ZERO = 0x30;
const COMMA = 0x2c;
const SPACE = 0x20;
