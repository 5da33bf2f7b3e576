// What the graph canvas and the Cycles view say: one record of each per language.
import type { SubgraphEdge } from '#heap/model/pictures.ts';
import type { LensPart, LensPreset } from '#heap/model/lenses.ts';
import type { Shape, Verdict } from '#heap/model/rows.ts';
import type { CanvasWords } from './graph.contract.ts';

export interface GraphWords extends CanvasWords {
  /** In and below shapes. */
  readonly root: string;
  readonly module: string;
  readonly entry: string;
  readonly more: (count: number) => string;
  readonly ofType: (name: string) => string;
  readonly ofTypes: (count: number) => string;
  readonly self: (label: string) => string;
  readonly hull: (component: number) => string;

  readonly graph: string;
  readonly table: string;
  readonly view: string;
  readonly fit: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly tidy: string;
  readonly percent: (share: number) => string;

  readonly legend: string;
  readonly shapes: Readonly<Record<Shape | 'fold' | 'component', string>>;
  readonly roles: Readonly<Record<'root' | 'garbage' | 'inside', string>>;
  readonly edges: Readonly<Record<SubgraphEdge['role'] | 'fold' | 'cut' | 'possible', string>>;

  readonly summary: (title: string, objects: number, references: number) => string;
  readonly keys: string;
  /** Spoken when the keyboard reaches an object. */
  readonly standing: (parts: Standing) => string;
  readonly standingFold: (count: number, types: string) => string;

  readonly drawn: (drawn: number, total: number) => string;
  readonly large: (objects: number) => string;
  readonly marked: (cuts: number) => string;

  readonly empty: string;
  readonly emptyReason: string;
  readonly working: string;
  readonly retry: string;
  readonly ask: (objects: number) => string;
  readonly askReason: string;
  readonly drawAnyway: string;

  readonly object: string;
  readonly detail: string;
  readonly selfSize: string;
  readonly retained: string;
  readonly role: string;
  readonly from: string;
  readonly reference: string;
  readonly to: string;
  readonly objects: (count: number) => string;
  readonly references: (count: number) => string;
  readonly hidden: (count: number, types: string) => string;
  readonly draw: string;
  readonly close: string;
}

export interface Standing {
  readonly type: string;
  readonly detail: string;
  readonly roles: readonly string[];
  /** `sessions ['u1']`, '' when nothing drawn holds it. */
  readonly heldBy: string;
  readonly references: number;
  readonly referrers: number;
}

type Column = 'id' | 'what' | 'objects' | 'selfSize' | 'retained' | 'share' | 'verdict' | 'heldBy';
type Fact = 'objects' | 'references' | 'selfSize' | 'retained' | 'generation' | 'finalizers';
type Sentence = 'held' | 'unexplained' | 'garbage' | 'uncollectable' | 'unreached' | 'other';

export interface CyclesWords {
  readonly component: (id: number) => string;

  readonly lens: string;
  readonly lenses: Readonly<Record<LensPreset, string>>;
  readonly customLens: string;
  readonly hides: string;
  readonly parts: Readonly<Record<LensPart, string>>;
  readonly partHelp: Readonly<Record<LensPart, string>>;
  /** What the lens finds: components, objects in them, objects of the largest. */
  readonly lensFinds: (components: number, objects: number, largest: number) => string;
  readonly lensWorking: string;
  readonly why: string;
  readonly whyLens: string;
  readonly notCounted: string;
  readonly components: (count: number) => string;

  readonly columns: Readonly<Record<Column, string>>;
  readonly foot: (components: number, objects: number) => string;
  readonly moreUnder: (count: number, lens: string) => string;
  readonly overlap: string;
  readonly nobody: string;
  readonly outside: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly alive: (entries: number) => string;
  readonly garbage: (generation: number | undefined) => string;
  readonly unexplained: (count: number) => string;
  readonly typed: (name: string, count: number) => string;

  readonly empty: (lens: string) => string;
  readonly emptyReason: (underEverything: number) => string;
  readonly showEverything: string;
  readonly working: string;
  readonly retry: string;
  readonly selectOne: string;
  readonly selectReason: string;

  readonly roots: string;
  readonly rootsScope: (count: number) => string;
  readonly noEntries: string;
  readonly holderUnreachable: string;
  readonly limited: (shown: number, total: number) => string;
  readonly more: string;
  readonly balance: string;
  readonly inside: string;
  readonly entries: (count: number) => string;
  readonly unexplainedPart: string;
  readonly notRecorded: string;
  readonly notRecordedReason: string;
  readonly facts: Readonly<Record<Fact, string>>;
  readonly unknownGeneration: string;
  readonly permanent: string;
  readonly sentences: Readonly<Record<Sentence, (count: number) => string>>;
  readonly note: string;
  readonly save: string;
  readonly cancel: string;
  readonly noteTitle: (id: number) => string;
  readonly openObject: (name: string) => string;
}
