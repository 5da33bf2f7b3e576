// What the Cycles view says. The words themselves are in renderer/words, one record per language.
import type { LensName, Verdict } from '#heap/model/rows.ts';

type Column = 'id' | 'what' | 'objects' | 'selfSize' | 'retained' | 'share' | 'verdict' | 'heldBy';
type Fact = 'objects' | 'references' | 'selfSize' | 'retained' | 'generation' | 'finalizers';
type Sentence = 'held' | 'unexplained' | 'garbage' | 'uncollectable' | 'unreached' | 'other';

export interface CyclesWords {
  readonly component: (id: number) => string;

  readonly lens: string;
  readonly lenses: Readonly<Record<LensName, string>>;
  readonly hides: string;
  readonly hidden: Readonly<Record<LensName, readonly string[]>>;
  readonly hidesNothing: string;
  readonly why: string;
  readonly whyLens: string;
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
