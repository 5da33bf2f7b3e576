// The components of one lens, and the one that is selected with what enters it.
import type { Fault, Outcome } from '#heap/base/fault.ts';
import type { ComponentId } from '#heap/model/ids.ts';
import type { LensName } from '#heap/model/lenses.ts';
import type { ComponentRow, EntryRow, LensSummary, ObjectRow, Page, PageRequest } from '#heap/model/rows.ts';
import type { HeapApi } from '#workers/api.ts';

export type CyclesSource = Pick<HeapApi, 'components' | 'component' | 'entries' | 'members' | 'lensSummary'>;

/** Finds the components of a lens that no analysis stands for; undefined: cancelled or failed. */
export type SearchLens = (lens: LensName) => Promise<unknown>;

export type CyclesStatus =
  { readonly kind: 'working' } | { readonly kind: 'failed'; readonly fault: Fault } | { readonly kind: 'full' };

/** The component of the right panel; its entries may still be on their way. */
export interface Chosen {
  readonly row: ComponentRow;
  readonly entries: readonly EntryRow[];
  readonly totalEntries: number;
  /** Names the component in a note. */
  readonly lowest: ObjectRow | undefined;
}

/** Few enough to be drawn within a frame or two; more on request. */
const PAGE = 40;
const ENTRIES = 50;

export class CyclesList {
  status = $state.raw<CyclesStatus>({ kind: 'working' });
  rows = $state.raw<readonly ComponentRow[]>([]);
  total = $state.raw(0);
  objects = $state.raw(0);
  /** Components under the widest lens; undefined until counted. */
  everything = $state.raw<number | undefined>(undefined);
  /** What the lens finds in the whole heap; undefined while it is searched. */
  found = $state.raw<LensSummary | undefined>(undefined);
  chosen = $state.raw<Chosen | undefined>(undefined);
  lens = $state.raw<LensName>('default');

  #list = 0;
  #choice = 0;

  /** `source` is undefined while no heap is open. */
  constructor(
    private readonly source: () => CyclesSource | undefined,
    private readonly search: SearchLens,
  ) {}

  /** Rows of the same lens stay until the new ones are there. */
  async show(lens: LensName): Promise<void> {
    const ticket = ++this.#list;
    const source = this.source();
    if (lens !== this.lens) this.rows = [];
    this.lens = lens;
    this.status = { kind: 'working' };
    this.found = undefined;
    if (source === undefined) return;
    if (!isAnalysed(lens)) await this.#find(source, lens);
    if (ticket !== this.#list) return;
    const [answer, all, found] = await Promise.all([
      source.components(lens, { first: 0, count: PAGE }),
      source.lensSummary('all'),
      source.lensSummary(lens),
    ]);
    if (ticket !== this.#list) return;
    this.everything = all.ok ? all.value?.components : undefined;
    this.found = found.ok ? found.value : undefined;
    if (!answer.ok) {
      this.status = { kind: 'failed', fault: answer.fault };
      return;
    }
    this.rows = answer.value.rows;
    this.total = answer.value.total;
    this.objects = answer.value.objects;
    this.status = { kind: 'full' };
  }

  async #find(source: CyclesSource, lens: LensName): Promise<void> {
    const known = await source.lensSummary(lens);
    if (known.ok && known.value === undefined) await this.search(lens);
  }

  async more(): Promise<void> {
    const ticket = ++this.#list;
    const source = this.source();
    if (source === undefined) return;
    const answer = await source.components(this.lens, { first: this.rows.length, count: PAGE });
    if (ticket !== this.#list) return;
    if (answer.ok) this.rows = [...this.rows, ...answer.value.rows];
    else this.status = { kind: 'failed', fault: answer.fault };
  }

  /** Every component under the lens, also those that were not loaded yet. */
  readonly page = async (page: PageRequest): Promise<Outcome<Page<ComponentRow>>> => {
    const source = this.source();
    return source === undefined
      ? { ok: false, fault: { code: 'heap/not-open', asked: 'components' } }
      : source.components(this.lens, page);
  };

  async choose(lens: LensName, component: ComponentId | undefined): Promise<void> {
    const ticket = ++this.#choice;
    const source = this.source();
    if (component === undefined || source === undefined) {
      this.chosen = undefined;
      return;
    }
    const [row, entries, members] = await Promise.all([
      source.component(lens, component),
      source.entries(lens, component, { first: 0, count: ENTRIES }),
      source.members(lens, component, { first: 0, count: 1 }),
    ]);
    if (ticket !== this.#choice) return;
    this.chosen =
      row.ok && entries.ok
        ? {
            row: row.value,
            entries: entries.value.rows,
            totalEntries: entries.value.total,
            lowest: members.ok ? members.value.rows[0] : undefined,
          }
        : undefined;
  }

  async moreEntries(): Promise<void> {
    const { chosen } = this;
    const source = this.source();
    if (chosen === undefined || source === undefined) return;
    const ticket = ++this.#choice;
    const page = { first: chosen.entries.length, count: ENTRIES };
    const answer = await source.entries(this.lens, chosen.row.component, page);
    if (ticket !== this.#choice || !answer.ok) return;
    this.chosen = { ...chosen, entries: [...chosen.entries, ...answer.value.rows] };
  }
}

/** The lenses whose components every run of the analyses finds. */
function isAnalysed(lens: LensName): boolean {
  return lens === 'all' || lens === 'instances' || lens === 'default';
}
