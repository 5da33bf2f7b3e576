// The numbers of the open dump that stand in the guide, each with the view it came from.
import type { Advice, AdviceKind } from '#heap/model/adviceRows.ts';
import type { AutoFinding } from '#heap/model/findingRows.ts';
import type { GuideFigures } from '#heap/model/guideRows.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import type { MemoryMap, RssPart, RssWaterfall } from '#heap/model/memoryRows.ts';
import type { ComponentsPage } from '#heap/model/rows.ts';
import type { CollectorSummary, RefcountSummary } from '#heap/model/summaries.ts';
import { fixedView } from '../../state/navigation.svelte.ts';
import type { View } from '../../state/view.ts';
import { bytes, count, share } from '../../ui/formatting.ts';
import { guideWords as say } from '../../words/guide.ts';
import { overheadWords } from '../../words/overhead.ts';

/** What is known so far; a member is undefined until it is answered, or when the dump has none. */
export interface LiveAnswers {
  readonly manifest: Manifest | undefined;
  readonly figures: GuideFigures | undefined;
  readonly map: MemoryMap | undefined;
  readonly rss: RssWaterfall | undefined;
  readonly cycles: ComponentsPage | undefined;
  readonly collector: CollectorSummary | undefined;
  readonly refcounts: RefcountSummary | undefined;
  readonly advice: Advice | undefined;
  readonly findings: readonly AutoFinding[] | undefined;
}

export interface Live {
  readonly text: string;
  readonly view: View;
}

type Making = (answers: LiveAnswers) => Live | undefined;

/** By the name after `live:` in a chapter. */
export const LIVE: Readonly<Record<string, Making>> = {
  objects: ofFigures('types', ({ objects }) => say.objects(objects)),
  meanSize: ofFigures('types', ({ objects, selfSize }) =>
    objects === 0 ? undefined : bytes(Math.round(selfSize / objects)),
  ),
  trackedShare: ofFigures('gc', ({ trackable, objects }) => shareOf(trackable, objects)),
  smallShare: ofFigures('map', ({ small, objects }) => shareOf(small, objects)),
  largestType: ({ figures }) => {
    if (figures?.largestType === undefined) return undefined;
    const { name, selfSize } = figures.largestType;
    return { text: say.of(name, bytes(selfSize)), view: { kind: 'objects', query: `type:${name}` } };
  },
  singleHolder: ofFigures('refcounts', ({ singleHolder, mortal }) => shareOf(singleHolder, mortal)),
  immortal: ofFigures('refcounts', ({ immortal }) => (immortal === undefined ? undefined : say.objects(immortal))),
  interned: ofFigures('types', ({ interned }) => (interned === undefined ? undefined : say.texts(interned))),
  mostReferenced: ({ figures }) => {
    if (figures?.mostReferenced === undefined) return undefined;
    const { row, references } = figures.mostReferenced;
    return {
      text: say.times(row.preview ?? row.type.name, references),
      view: { kind: 'object', address: row.id },
    };
  },
  tracked: ({ collector }) => inView('gc', collector && say.objects(collector.tracked)),
  young: ofFigures('gc', ({ generations }) => (generations === undefined ? undefined : count(generations[0]))),
  oldShare: ofFigures('gc', ({ generations }) =>
    generations === undefined ? undefined : shareOf(generations[2], sum(generations)),
  ),
  thresholds: ({ manifest }) => {
    const threshold = manifest?.collector.threshold ?? [];
    return inView('gc', threshold.length === 0 ? undefined : threshold.join(', '));
  },
  garbage: ({ collector }) => inView('gc', collector && say.objects(collector.collectable.objects)),
  cycles: ({ cycles }) => inView('cycles', cycles && count(cycles.total)),
  unexplainedCounts: ({ refcounts }) => inView('refcounts', refcounts && say.objects(refcounts.unexplained)),
  pools: ({ map }) => inView('map', map && say.pools(map.pools)),
  arenas: ({ map }) => inView('map', map && say.arenas(map.arenas)),
  busiestClass: ({ map }) => {
    const most = map?.classes.reduce((best, row) => (row.pools > best.pools ? row : best));
    return inView('map', most && bytes(most.block));
  },
  freeBlocks: ({ map }) => inView('map', map && bytes(map.freeBytes)),
  pinnedArenas: ({ map }) => inView('map', map && say.arenas(map.plan.arenas.length)),
  resident: ({ rss }) => inView('overview', rss && bytes(rss.resident)),
  idle: ({ rss }) => inView('overview', rss && bytes(part(rss, 'freeBlocks') + part(rss, 'freePools'))),
  unexplained: ({ rss }) => inView('overview', rss && bytes(part(rss, 'unexplained'))),
  slots: ofAdvice('slots'),
  duplicates: ofAdvice('duplicates'),
  slack: ({ advice }) => {
    const kinds: readonly AdviceKind[] = ['listSlack', 'dictSlack', 'setSlack'];
    return inView('overhead', advice && bytes(sum(kinds.map((kind) => saved(advice, kind)))));
  },
  mostRecoverable: ({ advice }) => {
    const [first] = advice?.totals ?? [];
    if (first === undefined) return undefined;
    const text = say.of(overheadWords.kinds[first.kind].title, bytes(first.saving));
    return { text, view: { kind: 'overhead', check: first.kind } };
  },
  largestHolder: ({ findings }) => {
    const found = findings?.find((finding) => finding.kind === 'retainer');
    if (found?.kind !== 'retainer') return undefined;
    return { text: say.of(found.expression, bytes(found.bytes)), view: { kind: 'why', address: found.object.id } };
  },
};

function ofFigures(
  view: 'types' | 'gc' | 'map' | 'refcounts',
  text: (figures: GuideFigures) => string | undefined,
): Making {
  return ({ figures }) => inView(view, figures && text(figures));
}

function ofAdvice(kind: AdviceKind): Making {
  return ({ advice }) =>
    advice === undefined ? undefined : { text: bytes(saved(advice, kind)), view: { kind: 'overhead', check: kind } };
}

function inView(view: Parameters<typeof fixedView>[0], text: string | undefined): Live | undefined {
  return text === undefined ? undefined : { text, view: fixedView(view) };
}

function saved({ totals }: Advice, kind: AdviceKind): number {
  return totals.find((total) => total.kind === kind)?.saving ?? 0;
}

function part({ rows }: RssWaterfall, name: RssPart): number {
  return rows.find((row) => row.part === name)?.bytes ?? 0;
}

function shareOf(some: number | undefined, all: number | undefined): string | undefined {
  return some === undefined || all === undefined || all === 0 ? undefined : share(some, all);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
