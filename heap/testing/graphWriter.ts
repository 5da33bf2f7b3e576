// Writes graphs (docs/graph.schema.json) from a plain model, and makes random models.
import { encodeUtf8 } from '../base/utf8.ts';
import { shuffled } from './seeds.ts';
import type { Random } from './random.ts';

export type GraphId = number | string;

export interface GraphReference {
  readonly to: GraphId;
  readonly label?: number | string;
  readonly kind?: string;
}

export interface GraphObject {
  readonly object: GraphId;
  readonly type: string;
  readonly size?: number;
  readonly refcount?: number;
  readonly length?: number;
  readonly text?: string;
  readonly root?: boolean | string | { readonly kind?: string; readonly name?: string };
  readonly references: readonly (GraphId | GraphReference)[];
}

export interface GraphModel {
  readonly header: Readonly<Record<string, unknown>>;
  readonly objects: readonly GraphObject[];
}

/** One line per object, references in it. */
export function graphLines({ header, objects }: GraphModel): readonly string[] {
  return [header, ...objects].map((line) => JSON.stringify(line));
}

/** The same graph with references on lines of their own, those of one object in order, and everything else shuffled. */
export function looseLines({ header, objects }: GraphModel, random: Random): readonly string[] {
  const groups = objects.flatMap(({ references, ...object }) => [
    [JSON.stringify(object)],
    references.map((one) => JSON.stringify({ from: object.object, ...(typeof one === 'object' ? one : { to: one }) })),
  ]);
  return [JSON.stringify(header), ...shuffled(random, groups.length).flatMap((group) => groups[group])];
}

export function graphBytes(lines: readonly string[]): Uint8Array {
  return encodeUtf8(lines.map((line) => `${line}\n`).join(''));
}

const KINDS = ['unknown', 'attribute', 'element', 'weak', 'dict', 'nonsense'];
const LABELS = ['name', 'ключ', '__proto__', '\u0000"\\', 'x'.repeat(40)];

/** At most `most` objects with every field there is, and ids of both kinds. */
export function randomGraph(random: Random, most: number): GraphModel {
  const n = 1 + Math.floor(random() * most);
  const names = Array.from({ length: n }, (_, i): GraphId => (random() < 0.3 ? `id ${i}` : 1 + i * 8));
  const target = (): GraphId => names[pick(random, n)];
  const objects = names.map((object, i): GraphObject => ({
    object,
    type: `app.T${pick(random, 5)}`,
    ...(random() < 0.8 ? { size: 16 + pick(random, 100) } : {}),
    ...(random() < 0.8 ? { refcount: pick(random, 4) } : {}),
    ...(random() < 0.3 ? { length: pick(random, 9) } : {}),
    ...(random() < 0.3 ? { text: LABELS[pick(random, LABELS.length)] } : {}),
    ...(i === 0 || random() < 0.1 ? { root: { kind: 'module', name: 'app' } } : {}),
    references: Array.from({ length: pick(random, 5) }, () => randomReference(random, target)),
  }));
  return { header: { 'ouroboros-graph': 1, language: 'cpython', version: '3.12.1' }, objects };
}

function randomReference(random: Random, target: () => GraphId): GraphId | GraphReference {
  const to = random() < 0.08 ? 'nowhere' : target();
  const chance = random();
  if (chance < 0.4) return to;
  if (chance < 0.6) return { to, label: pick(random, 100) };
  if (chance < 0.8) return { to, label: LABELS[pick(random, LABELS.length)] };
  return { to, kind: KINDS[pick(random, KINDS.length)] };
}

function pick(random: Random, n: number): number {
  return Math.floor(random() * n);
}
