// The six figures of the overview: each says what it is, how much, and leads to the view that explains it.
import { qualifiedName } from '#heap/model/names.ts';
import type { Manifest } from '#heap/model/manifest.ts';
import type { ComponentsPage } from '#heap/model/rows.ts';
import type { CollectorSummary, RefcountSummary } from '#heap/model/summaries.ts';
import type { JobName } from '../../state/jobs.svelte.ts';
import { fixedView } from '../../state/navigation.svelte.ts';
import type { View } from '../../state/view.ts';
import { byteParts, bytes, count, decimal, exactBytes, share } from '../../ui/formatting.ts';
import { words } from '../../words/words.ts';

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  readonly detail: string;
  readonly title: string;
  readonly view: View;
}

export interface Answers {
  readonly cycles: ComponentsPage | undefined;
  readonly collector: CollectorSummary | undefined;
  readonly refcounts: RefcountSummary | undefined;
  /** Bytes that roots reach. */
  readonly reachable: number | undefined;
  /** Whether the dump can answer at all. */
  readonly isPossible: (job: JobName) => boolean;
}

export function figuresOf(manifest: Manifest, answers: Answers): readonly Figure[] {
  return [...sizes(manifest, answers.reachable), cycles(answers), collector(answers), counts(answers)];
}

const text = words.pages.overview;

function sizes({ counts, totalSelfSize, completeness }: Manifest, reachable: number | undefined): readonly Figure[] {
  const bound = completeness.status === 'partial' ? '≥ ' : '';
  const size = byteParts(totalSelfSize);
  return [
    figure(text.objects, bound + count(counts.objects), text.types(counts.types), fixedView('types')),
    figure(
      text.references,
      bound + count(counts.references),
      text.perObject(decimal(counts.references / Math.max(1, counts.objects))),
      fixedView('objects'),
    ),
    {
      ...figure(
        text.selfSize,
        bound + size.amount,
        reachable === undefined
          ? text.waiting
          : text.reachable(share(Math.min(reachable, totalSelfSize), totalSelfSize)),
        fixedView('dominators'),
      ),
      unit: size.unit,
      title: exactBytes(totalSelfSize),
    },
  ];
}

function cycles({ cycles: page, isPossible }: Answers): Figure {
  const view = fixedView('cycles');
  if (page === undefined) return unknown(text.cycles, isPossible('componentsDefault'), view);
  return figure(text.cycles, count(page.objects), text.cyclesOf(page.total, words.lenses.default), view);
}

function collector({ collector: summary, isPossible }: Answers): Figure {
  const view = fixedView('gc');
  if (summary === undefined) return unknown(text.collector, isPossible('collector'), view);
  const { collectable, byGeneration } = summary;
  const oldest = byGeneration.findLast(({ collectable: objects }) => objects > 0)?.generation;
  return {
    ...figure(text.collector, count(collectable.objects), text.frees(bytes(collectable.selfSize), oldest), view),
    title: exactBytes(collectable.selfSize),
  };
}

function counts({ refcounts, isPossible }: Answers): Figure {
  const view = fixedView('refcounts');
  if (refcounts === undefined) return unknown(text.counts, isPossible('refcounts'), view);
  const { byType, unexplained } = refcounts;
  const first = byType[0] === undefined ? '' : qualifiedName(byType[0].type);
  return figure(text.counts, count(unexplained), text.countsIn(byType.length, first), view);
}

function unknown(label: string, possible: boolean, view: View): Figure {
  return figure(label, possible ? '…' : words.shell.pane.notRecorded, possible ? text.waiting : text.notRecorded, view);
}

function figure(label: string, value: string, detail: string, view: View): Figure {
  return { label, value, unit: '', detail, title: detail, view };
}
