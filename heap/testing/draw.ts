// A heap as a drawing: `root -> a; a -.user-> b; b -> a; b: type=app.User size=48 extra=1`.
import { FLAG, GENERATION, type Heap } from '../model/heap.ts';
import { objectId, type ObjectId } from '../model/ids.ts';
import { REFERENCE_KINDS, type ReferenceKind } from '../model/kinds.ts';
import type { Capability } from '../model/manifest.ts';
import { heapOf, type ObjectPart, type ReferencePart } from './parts.ts';

export interface Drawing {
  readonly heap: Heap;
  /** The object drawn under `name`. */
  at(name: string): ObjectId;
  /** The names of `objects`, sorted. */
  names(objects: Iterable<number>): readonly string[];
}

/**
 * Statements, separated by `;` or new lines:
 * - `a -> b` strong reference, `a -.name-> b` attribute, `a -[3]-> b` item, `a -weak-> b` any reference kind by its word,
 *   `a -hidden-> b` not reported by tp_traverse
 * - `a: type=app.Node size=48 extra=1 gen=0 items=3 text=hello untracked immortal frozen dumper`
 * - names starting with `root` or `module` are roots.
 */
export function draw(
  drawing: string,
  options: { readonly without?: readonly Capability[]; readonly hexversion?: number } = {},
): Drawing {
  const numbers = new Map<string, number>();
  const objects: ObjectPart[] = [];
  const references: ReferencePart[] = [];
  const number = (name: string): number => {
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, objects.length);
    return objects.push({}) - 1;
  };
  for (const statement of drawing.split(/[;\n]/).map((part) => part.trim())) {
    if (statement === '') continue;
    const arrow = /^(\S+)\s+-(?:(.+)-)?>\s+(\S+)$/.exec(statement);
    const traits = /^(\S+):\s*(.*)$/.exec(statement);
    if (arrow !== null) references.push({ from: number(arrow[1]), to: number(arrow[3]), ...edge(arrow[2]) });
    else if (traits !== null) objects[number(traits[1])] = part(traits[2]);
    else number(statement);
  }
  const roots = [...numbers]
    .filter(([name]) => /^(root|module)/.test(name))
    .map(([name, object]) => ({
      object,
      label: name,
      kind: name.startsWith('module') ? ('module' as const) : ('registry' as const),
    }));
  const names = [...numbers.keys()];
  return {
    heap: heapOf({ objects, references, roots, ...options }),
    at(name) {
      const known = numbers.get(name);
      if (known === undefined) throw new Error(`no object ${name} in the drawing`);
      return objectId(known);
    },
    names: (rows) => [...rows].map((row) => names[row]).sort(),
  };
}

function edge(word: string | undefined): Pick<ReferencePart, 'kind' | 'label' | 'hidden'> {
  if (word === undefined) return {};
  if (word.startsWith('.')) return { kind: 'attribute', label: word.slice(1) };
  if (word.startsWith('[')) return { kind: 'item', label: Number(word.slice(1, -1)) };
  if (word === 'hidden') return { kind: 'constant', hidden: true };
  if (!(REFERENCE_KINDS as readonly string[]).includes(word)) throw new Error(`no reference kind ${word}`);
  return { kind: word as ReferenceKind };
}

function part(traits: string): ObjectPart {
  const words = traits.split(/\s+/).filter((word) => word !== '');
  const value = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const has = (word: string): boolean => words.includes(word);
  const type = value('type');
  const text = value('text');
  const items = value('items');
  const generation = has('untracked')
    ? GENERATION.untracked
    : has('frozen')
      ? GENERATION.permanent
      : Number(value('gen') ?? 2);
  const flags =
    (has('untracked') ? 0 : FLAG.tracked) |
    (has('immortal') ? FLAG.immortal : 0) |
    (has('frozen') ? FLAG.frozen : 0) |
    (has('dumper') ? FLAG.dumper : 0);
  return {
    ...(type === undefined ? {} : { type }),
    ...(text === undefined ? {} : { preview: text }),
    ...(items === undefined ? {} : { size: Number(items) }),
    selfSize: Number(value('size') ?? 16),
    extra: Number(value('extra') ?? 0),
    generation,
    flags,
  };
}
