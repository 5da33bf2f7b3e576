// One picture on one canvas: what was asked, what is drawn where, and where the person stands in it.
/* eslint-disable svelte/prefer-svelte-reactivity -- maps and sets here are replaced, never changed in place */
import type { ObjectId } from '#heap/model/ids.ts';
import type { Subgraph, SubgraphGroup, SubgraphNode, SubgraphRequest } from '#heap/model/pictures.ts';
import { Arrangement } from './arrangement.svelte.ts';
import { ASK, EXPANSION, FIRST_PICTURE, HARD, HARD_ELEMENTS } from './budget.ts';
import { drawingOf, nodeId, type Drawing, type FoldGroup } from './drawing.ts';
import { fan } from './fan.ts';
import { layout } from './layout.ts';
import { added, bounded, merged, picked } from './merge.ts';
import type { PictureHost, PictureStatus } from './pictureHost.ts';
import { aroundPinned } from './pins.ts';
import { planOf, type Point, type Positions } from './place.ts';
import { inSlices } from './slices.ts';
import { beginning, edgeWalked, neighbours, walk, type Stand, type Step } from './walk.ts';

/** What a fold hides, to pick from. */
export interface FoldList {
  readonly fold: FoldGroup;
  readonly rows: readonly SubgraphNode[];
  readonly more: Subgraph;
}

interface Snapshot {
  readonly subgraph: Subgraph;
  readonly drawing: Drawing;
  readonly positions: Positions;
}

const NOTHING: Subgraph = { nodes: [], edges: [], folds: [], left: 0, answer: 'drawn' };
const NOT_DRAWN: Drawing = { nodes: [], edges: [] };

export class Picture {
  status = $state.raw<PictureStatus>({ kind: 'empty' });
  subgraph = $state.raw<Subgraph>(NOTHING);
  drawing = $state.raw<Drawing>(NOT_DRAWN);
  selected = $state.raw<readonly string[]>([]);
  stand = $state.raw<Stand | undefined>(undefined);
  cuts = $state.raw<ReadonlySet<string>>(new Set());
  list = $state.raw<FoldList | undefined>(undefined);
  /** Under a pointer that rests. */
  hovered = $state.raw<string | undefined>(undefined);

  readonly byId = $derived(new Map(this.drawing.nodes.map((node) => [node.id, node])));
  readonly standing = $derived(this.stand === undefined ? undefined : this.byId.get(this.stand.at));

  /** Objects among what is selected, in the order of choosing. */
  readonly chosen = $derived(this.selected.flatMap((id) => objectsOf(this.byId.get(id))));

  /** Positions and pins, with the steps that changed them; expansions are the program's to take back. */
  readonly arrangement = new Arrangement();

  #request: SubgraphRequest | undefined;
  #ticket = 0;
  /** The person expanded or moved something: a refresh would undo that. */
  #touched = false;

  get positions(): Positions {
    return this.arrangement.positions;
  }

  constructor(private readonly host: PictureHost) {}

  /** The old picture stays until the new one is placed. */
  async show(request: SubgraphRequest): Promise<void> {
    if (request !== this.#request) {
      this.cuts = new Set();
      this.arrangement.clear();
    }
    this.#request = request;
    this.#touched = false;
    const ticket = ++this.#ticket;
    this.status = { kind: 'working' };
    const answer = await this.host.ask(request);
    if (ticket !== this.#ticket) return;
    if (!answer.ok) this.status = { kind: 'failed', fault: answer.fault };
    else if (answer.value.nodes.length > ASK) this.#askBefore(answer.value);
    else await this.#draw(answer.value, ticket);
  }

  async retry(): Promise<void> {
    if (this.#request !== undefined) await this.show(this.#request);
  }

  /** Asks again when an analysis has added numbers, unless the person has worked on the picture. */
  async refresh(): Promise<void> {
    if (!this.#touched) await this.retry();
  }

  async drawAnyway(): Promise<void> {
    if (this.status.kind === 'ask') await this.#draw(this.status.subgraph, ++this.#ticket);
  }

  /** What it holds; when all of that is drawn, what holds it. */
  async expand(id: string): Promise<void> {
    const node = this.byId.get(id);
    if (node === undefined) return;
    if (node.subject.kind === 'fold') return this.openFold(node.subject.fold);
    const { group } = node.subject.node;
    if (group !== undefined) return this.host.seed({ kind: 'component', ...memberRequest(group) });
    const object = node.subject.node.object.object;
    if (!(await this.#expandSide(object, 'references'))) await this.#expandSide(object, 'referrers');
  }

  async openFold(fold: FoldGroup): Promise<void> {
    const ticket = ++this.#ticket;
    const answer = await this.host.ask(this.#expansion(fold.at, fold.side, HARD));
    if (ticket !== this.#ticket) return;
    if (!answer.ok) {
      this.status = { kind: 'failed', fault: answer.fault };
      return;
    }
    const types = new Set(fold.types.map((type) => type.type));
    const rows = added(this.subgraph, answer.value).filter((node) => types.has(node.object.type.type));
    this.list = { fold, rows, more: answer.value };
  }

  open(object: ObjectId): void {
    void this.host.open(object);
  }

  closeFold(): void {
    this.list = undefined;
  }

  /** Unfolds one object of the open list. */
  unfold(object: ObjectId): void {
    const { list } = this;
    if (list === undefined) return;
    this.#grow(picked(list.more, new Set([object]), this.#known()), list.fold.at, list.fold.side);
    this.list = { ...list, rows: list.rows.filter((row) => row.object.object !== object) };
    this.select(nodeId(object), 'replace');
  }

  select(id: string | undefined, how: 'replace' | 'add'): void {
    if (id === undefined) this.selected = [];
    else if (how === 'replace') this.selected = [id];
    else
      this.selected = this.selected.includes(id) ? this.selected.filter((one) => one !== id) : [...this.selected, id];
    if (id !== undefined && this.byId.has(id) && this.stand?.at !== id) {
      this.stand = { at: id, from: undefined, side: 'references' };
    }
    this.#tellChosen(id);
    const subject = id === undefined ? undefined : this.byId.get(id)?.subject;
    if (subject?.kind === 'fold') void this.openFold(subject.fold);
  }

  hover(id: string | undefined): void {
    this.hovered = id;
  }

  walk(step: Step): void {
    const stand = this.stand ?? beginning(this.drawing, this.selected[0]);
    if (stand === undefined) return;
    this.stand = this.stand === undefined ? stand : walk(this.drawing, this.positions, stand, step);
    this.selected = [this.stand.at];
    this.#tellChosen(this.stand.at);
  }

  /** Only marks: the heap is not asked, nothing is freed. */
  toggleCut(): void {
    const [first] = this.selected;
    const edge = this.drawing.edges.find((one) => one.id === first) ?? edgeWalked(this.drawing, this.stand);
    if (edge === undefined) return;
    const cuts = new Set(this.cuts);
    if (!cuts.delete(edge.id)) cuts.add(edge.id);
    this.cuts = cuts;
  }

  moved(id: string, to: Point): void {
    this.#touched = true;
    this.arrangement.moved(id, to);
  }

  /** Pins what is selected, or unpins it when all of it is pinned. */
  togglePin(): void {
    this.#touched = true;
    this.arrangement.togglePin(this.selected.filter((id) => this.byId.has(id)));
  }

  /** Places everything anew except what is pinned: the one command that moves what is placed. */
  async tidy(): Promise<void> {
    const ticket = ++this.#ticket;
    const plan = planOf(this.drawing);
    const fresh = await inSlices(layout(plan), () => ticket === this.#ticket);
    if (fresh === undefined) return;
    this.#touched = true;
    this.arrangement.put(aroundPinned(plan, fresh, this.positions, this.arrangement.pinned));
  }

  /** Takes back the last move, pin or tidying; false when the last step was none of these. */
  undo(): boolean {
    return this.arrangement.history.undo();
  }

  redo(): boolean {
    return this.arrangement.history.redo();
  }

  #askBefore(subgraph: Subgraph): void {
    this.status = { kind: 'ask', objects: subgraph.nodes.length, subgraph };
  }

  async #draw(subgraph: Subgraph, ticket: number): Promise<void> {
    const kept = bounded(subgraph, HARD, HARD_ELEMENTS);
    const drawing = drawingOf(kept, this.host.wording());
    const positions = await inSlices(layout(planOf(drawing)), () => ticket === this.#ticket);
    if (positions === undefined) return;
    this.arrangement.history.clear();
    this.#restore({ subgraph: kept, drawing, positions });
    this.list = undefined;
  }

  async #expandSide(object: ObjectId, side: FoldGroup['side']): Promise<boolean> {
    const ticket = ++this.#ticket;
    const answer = await this.host.ask(this.#expansion(object, side, EXPANSION));
    if (ticket !== this.#ticket) return true;
    if (!answer.ok) {
      this.status = { kind: 'failed', fault: answer.fault };
      return true;
    }
    if (added(this.subgraph, answer.value).length === 0) return false;
    this.#grow(answer.value, object, side);
    return true;
  }

  #expansion(object: ObjectId, side: FoldGroup['side'], limit: number): SubgraphRequest {
    return { kind: 'expand', object, side, known: [...this.#known()], limit };
  }

  #known(): ReadonlySet<ObjectId> {
    return new Set(this.subgraph.nodes.map((node) => node.object.object));
  }

  /** New shapes fan out around their parent; everything else stays where it is. */
  #grow(more: Subgraph, parent: ObjectId, side: FoldGroup['side']): void {
    const subgraph = bounded(merged(this.subgraph, more, parent), HARD, HARD_ELEMENTS);
    const drawing = drawingOf(subgraph, this.host.wording());
    const { boxes } = planOf(drawing);
    const at = nodeId(parent);
    const places = fan({
      parent: at,
      side,
      added: boxes.filter((box) => !this.positions.has(box.id)),
      placed: boxes.filter((box) => this.positions.has(box.id)),
      positions: this.positions,
      neighbours: [...neighbours(this.drawing, at, 'references'), ...neighbours(this.drawing, at, 'referrers')],
    });
    const before = this.#snapshot();
    const after = { subgraph, drawing, positions: new Map([...this.positions, ...places]) };
    this.#touched = true;
    const row = this.byId.get(at)?.subject;
    const request = this.#request;
    // A step belongs to the picture it was made on; taken back on another one it does nothing.
    const put = (snapshot: Snapshot, way: 'wall' | 'fell') => (): void => {
      if (request !== this.#request) return;
      this.#restore({ ...snapshot, positions: this.arrangement.keeping(snapshot.positions) });
      this.arrangement.history[way]();
    };
    if (row?.kind === 'object') this.host.expanded(row.node.object, put(before, 'fell'), put(after, 'wall'));
    else this.#restore(after);
  }

  #snapshot(): Snapshot {
    return { subgraph: this.subgraph, drawing: this.drawing, positions: this.positions };
  }

  #restore(snapshot: Snapshot): void {
    this.subgraph = snapshot.subgraph;
    this.drawing = snapshot.drawing;
    this.arrangement.replace(snapshot.positions);
    this.status = { kind: 'full' };
    this.#forgetGone();
  }

  /** Selection and stand only name what is drawn. */
  #forgetGone(): void {
    const ids = new Set([...this.drawing.nodes, ...this.drawing.edges].map((element) => element.id));
    this.selected = this.selected.filter((id) => ids.has(id));
    if (this.stand !== undefined && !ids.has(this.stand.at)) this.stand = undefined;
  }

  #tellChosen(id: string | undefined): void {
    const subject = id === undefined ? undefined : this.byId.get(id)?.subject;
    if (subject?.kind === 'object') this.host.chosen(subject.node.object);
  }
}

function objectsOf(node: Drawing['nodes'][number] | undefined): readonly ObjectId[] {
  return node?.subject.kind === 'object' ? [node.subject.node.object.object] : [];
}

function memberRequest(group: SubgraphGroup): Pick<SubgraphGroup, 'lens' | 'component'> & { readonly limit: number } {
  return { lens: group.lens, component: group.component, limit: FIRST_PICTURE };
}
