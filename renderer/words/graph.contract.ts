// What the canvas says about pinning, pictures to choose from, and export: one record per language.
import type { SubgraphAnswer } from '#heap/model/pictures.ts';

export type SeedName = 'neighbourhood' | 'pathUnion' | 'dominators' | 'members' | 'condensation' | 'between' | 'asked';

export interface CanvasWords {
  readonly seed: string;
  readonly seeds: Readonly<Record<SeedName, string>>;
  readonly hops: string;
  readonly hopsValue: (hops: number) => string;
  /** Beside the counts. */
  readonly answers: Readonly<Record<Exclude<SubgraphAnswer, 'drawn'>, string>>;
  /** Of a component drawn as one shape. */
  readonly group: (component: number, type: string) => string;
  readonly groupDetail: (component: number, objects: number) => string;

  readonly pin: string;
  readonly pinned: string;
  readonly undo: string;
  readonly redo: string;
  readonly menu: string;
  readonly exportPng: string;
  readonly exportWhite: string;
  readonly exportSvg: string;
  readonly notSaved: string;
}
