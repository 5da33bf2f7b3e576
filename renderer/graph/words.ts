// What the canvas says. The words themselves are in renderer/words, one record per language.
import type { DrawnEdge } from './drawing.ts';
import type { NodeShape } from './shapes.ts';

export interface GraphWords {
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
  readonly shapes: Readonly<Record<NodeShape, string>>;
  readonly roles: Readonly<Record<'root' | 'garbage' | 'inside', string>>;
  readonly edges: Readonly<Record<DrawnEdge['role'] | 'cut', string>>;

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
