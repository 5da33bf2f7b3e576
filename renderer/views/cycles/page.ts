// What the parts of the Cycles view may do to the program around them.
import type { LensName } from '#heap/model/lenses.ts';
import type { ObjectRow } from '#heap/model/rows.ts';
import type { Findings } from '../../state/findings.svelte.ts';
import type { Navigation } from '../../state/navigation.svelte.ts';
import type { Selection } from '../../state/selection.svelte.ts';
import type { Chosen, CyclesList } from './cyclesList.svelte.ts';
import { typesSummary } from './verdict.ts';
import type { CyclesWords } from '../../words/cycles.contract.ts';

export interface CyclesPage {
  show(lens: LensName, component: number | undefined): void;
  select(row: ObjectRow): void;
  open(row: ObjectRow): void;
  go(view: 'refcounts' | 'gc'): void;
  moreEntries(): void;
  lens(): LensName;
  notes(chosen: Chosen): readonly string[];
  note(chosen: Chosen, text: string): void;
}

export interface CyclesStates {
  readonly navigation: Navigation;
  readonly selection: Selection;
  readonly findings: Findings;
  readonly list: CyclesList;
}

export function cyclesPage(states: CyclesStates, words: CyclesWords): CyclesPage {
  const { navigation, selection, findings, list } = states;
  return {
    show: (lens, component) => navigation.go({ kind: 'cycles', lens, component }),
    select: (row) => selection.select(row),
    open: (row) => navigation.openObject(row),
    go: (kind) => navigation.go({ kind }),
    moreEntries: () => void list.moreEntries(),
    lens: () => list.lens,
    notes: (chosen) => findings.about(targetOf(list.lens, chosen)).map((finding) => finding.note),
    note(chosen, text) {
      const { row } = chosen;
      findings.add({
        title: `${words.component(row.component)} ${typesSummary(row, words)}`,
        note: text,
        target: targetOf(list.lens, chosen),
        evidence: [
          { label: 'objects', value: String(row.objects) },
          { label: 'selfSize', value: String(row.selfSize) },
          ...(row.retained === undefined ? [] : [{ label: 'retained', value: String(row.retained) }]),
          { label: 'entries', value: String(row.entries) },
          { label: 'verdict', value: row.verdict },
        ],
        confidence: 'hint',
      });
    },
  };
}

/** A component outlives its number by its member at the lowest address. */
function targetOf(lens: LensName, { lowest }: Chosen): Parameters<Findings['about']>[0] {
  return lowest === undefined ? { kind: 'heap' } : { kind: 'component', lens, member: lowest.id };
}
