// Plain objects by shape (formats.md, V8): `{a, b}` where enough objects begin with the same properties.
import { NONE } from '../../base/brand.ts';
import { allocateU32, release } from '../../base/column.ts';
import { GrowingU32 } from '../../base/growing.ts';
import { KIND } from '../../model/kinds.ts';
import { rowsOfText } from '../../model/snapshotRules.ts';
import type { Graph } from './graph.ts';
import { PairTable } from './pairTable.ts';

/** A shape's text ends before it would be longer than this. */
const MOST_TEXT = 120;

/** Objects with no more properties than this share their answer with all others of the same properties in the same order. */
const MOST_SHARED = 64;

interface Shape {
  /** Row of the texts. */
  readonly name: number;
  readonly labels: readonly number[];
}

/**
 * For each plain object the row of its shape's name, through `assign`; objects whose properties hold no frequent shape are left
 * out. `plain` are the objects of kind object named `Object`, ascending. O(their references), and the number of different
 * property lists times the frequent shapes, of which there are at most 1,000.
 */
export function assignShapes(graph: Graph, plain: Uint32Array, assign: (object: number, name: number) => void): void {
  if (plain.length === 0) return;
  const tree = openTree(graph);
  const ends = allocateU32(plain.length, 'shape ends', graph.ledger);
  const lists = allocateU32(plain.length, 'property lists', graph.ledger);
  for (let i = 0; i < plain.length; i++) {
    if ((i & 4095) === 4095) graph.task.step(0);
    readProperties(graph, tree, plain[i]);
    const counted = candidateOf(tree);
    ends[i] = counted;
    lists[i] = tree.list.length <= MOST_SHARED ? nodeOf(tree) : NONE;
  }
  const shapes = frequentShapes(graph, tree, plain.length);
  if (shapes.length > 0) match(graph, tree, plain, lists, shapes, assign);
  release(ends.byteLength + lists.byteLength, graph.ledger);
  tree.drop();
}

/** Lists of labels as a tree: a node is a label after the list of its parent. Node 0 is the empty list. */
interface Tree {
  readonly label: GrowingU32;
  readonly parent: GrowingU32;
  /** Plain objects whose candidate this list is. */
  readonly count: GrowingU32;
  /** Nodes in the order in which they first were a candidate. */
  readonly seen: GrowingU32;
  readonly child: PairTable;
  /** Length of each label as it is written in a shape, by label; 0 not known yet. Label: the first row with its text. */
  readonly width: Uint32Array;
  readonly canonical: Uint32Array;
  readonly rows: Map<string, number>;
  readonly proto: ReadonlySet<number>;
  /** Labels of the object at hand. */
  list: number[];
  drop(): void;
}

function openTree({ ledger, texts }: Graph): Tree {
  const strings = texts.finish();
  const label = new GrowingU32('shape labels', ledger, 64);
  const parent = new GrowingU32('shape parents', ledger, 64);
  const count = new GrowingU32('shape counts', ledger, 64);
  const seen = new GrowingU32('shapes', ledger, 64);
  const child = new PairTable('shape children', ledger);
  const width = allocateU32(strings.length, 'label widths', ledger);
  const canonical = allocateU32(strings.length, 'labels', ledger).fill(NONE);
  label.push(NONE);
  parent.push(0);
  count.push(0);
  return {
    label,
    parent,
    count,
    seen,
    child,
    width,
    canonical,
    rows: new Map(),
    proto: rowsOfText(strings, '__proto__'),
    list: [],
    drop() {
      for (const column of [label, parent, count, seen]) column.drop();
      child.drop();
      release(width.byteLength + canonical.byteLength, ledger);
    },
  };
}

function readProperties({ first, target, edgeKind, label, texts }: Graph, tree: Tree, object: number): void {
  const list: number[] = [];
  for (let row = first[object]; row < first[object + 1]; row++) {
    if ((edgeKind[row] & KIND_BITS) !== PROPERTY || target.length === 0) continue;
    let of = tree.canonical[label[row]];
    if (of === NONE) {
      const text = texts.at(label[row]);
      of = tree.rows.get(text) ?? label[row];
      tree.rows.set(text, of);
      tree.canonical[label[row]] = of;
      tree.width[of] = writtenLabel(text).length;
    }
    if (!tree.proto.has(of)) list.push(of);
  }
  tree.list = list;
}

const PROPERTY = KIND.attribute;
const KIND_BITS = 0x3f;

function writtenLabel(text: string): string {
  return /[,'"{}]/.test(text) ? JSON.stringify(text) : text;
}

/** The node of the labels that fit into a shape's text, with one more object counted; 0 without properties. */
function candidateOf(tree: Tree): number {
  const { list, width } = tree;
  let node = 0;
  let length = 1;
  for (let i = 0; i < list.length; i++) {
    if (i > 0 && length + width[list[i]] > MOST_TEXT) break;
    length += width[list[i]] + (i > 0 ? 2 : 0);
    node = childOf(tree, node, list[i]);
  }
  if (node === 0) return 0;
  const count = tree.count.finish();
  if (count[node] === 0) tree.seen.push(node);
  count[node]++;
  return node;
}

function nodeOf(tree: Tree): number {
  let node = 0;
  for (const label of tree.list) node = childOf(tree, node, label);
  return node;
}

function childOf(tree: Tree, node: number, label: number): number {
  const found = tree.child.find(node, label);
  if (found !== NONE) return found;
  const made = tree.label.length;
  tree.label.push(label);
  tree.parent.push(node);
  tree.count.push(0);
  tree.child.add(node, label, made);
  return made;
}

/** At least two objects and a thousandth of all, the most frequent first, then the one seen first. */
function frequentShapes({ texts }: Graph, tree: Tree, objects: number): readonly Shape[] {
  const count = tree.count.finish();
  const least = Math.max(2, objects / 1000);
  const nodes = Array.from(tree.seen.finish()).filter((node) => count[node] >= least);
  // Sorting is stable: equal counts stay in the order in which they were seen.
  nodes.sort((a, b) => count[b] - count[a]);
  const shapes = nodes.map((node) => {
    const labels = labelsOf(tree, node);
    const name = texts.add(`{${labels.map((label) => writtenLabel(texts.at(label))).join(', ')}}`);
    return { name, labels };
  });
  return shapes.sort((a, b) => b.labels.length - a.labels.length);
}

function labelsOf(tree: Tree, node: number): readonly number[] {
  const labels: number[] = [];
  const parent = tree.parent.finish();
  const label = tree.label.finish();
  for (let at = node; at !== 0; at = parent[at]) labels.push(label[at]);
  return labels.reverse();
}

const UNASKED = NONE - 1;

/** Each object takes the shape with the most properties that are all its own; `shapes` stand in the order of preference. */
function match(
  graph: Graph,
  tree: Tree,
  plain: Uint32Array,
  lists: Uint32Array,
  shapes: readonly Shape[],
  assign: (object: number, name: number) => void,
): void {
  const { ledger } = graph;
  const stamp = allocateU32(tree.canonical.length, 'own labels', ledger);
  const known = allocateU32(tree.label.length, 'shape of list', ledger).fill(UNASKED);
  for (let i = 0; i < plain.length; i++) {
    if ((i & 4095) === 4095) graph.task.step(0);
    const list = lists[i];
    let shape = list === NONE ? UNASKED : known[list];
    if (shape === UNASKED) {
      readProperties(graph, tree, plain[i]);
      for (const label of tree.list) stamp[label] = i + 1;
      shape = largestWithin(shapes, stamp, i + 1, tree.list.length);
      if (list !== NONE) known[list] = shape;
    }
    if (shape !== NONE) assign(plain[i], shapes[shape].name);
  }
  release(stamp.byteLength + known.byteLength, ledger);
}

function largestWithin(shapes: readonly Shape[], stamp: Uint32Array, mark: number, properties: number): number {
  for (let shape = 0; shape < shapes.length; shape++) {
    const { labels } = shapes[shape];
    if (labels.length > properties) continue;
    let i = 0;
    while (i < labels.length && stamp[labels[i]] === mark) i++;
    if (i === labels.length) return shape;
  }
  return NONE;
}
