// The questions about where the objects of one open heap were allocated. Totals of the last set are kept.
import { fail } from '#heap/base/fault.ts';
import { NONE } from '#heap/base/brand.ts';
import { silentTask } from '#heap/base/task.ts';
import type * as rows from '#heap/model/allocationRows.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import type { Page } from '#heap/model/rows.ts';
import {
  allocationTree,
  callOf,
  callTotals,
  releaseTotals,
  stackOf,
  type CallTotals,
} from '#heap/queries/allocations.ts';
import {
  rankSites,
  releaseSites,
  siteKeepers,
  siteRows,
  sitesOf,
  type RankedSites,
  type Sites,
} from '#heap/queries/allocationSites.ts';
import { parseQuery } from '#heap/queries/queryText.ts';
import { searchObjects } from '#heap/queries/search.ts';
import type { OpenHeap } from './openHeap.ts';

/** Boxes of a flame graph, rows of a list of keepers. */
const MOST_BOXES = 2000;
const MOST_KEEPERS = 200;
const MOST_ROWS = 500;

interface Kept {
  readonly of: object;
  readonly query: string;
  /** undefined: all objects. */
  readonly wanted: Uint32Array | undefined;
  readonly totals: CallTotals;
  readonly ranked: RankedSites;
}

export class AllocationAnswers {
  #kept: Kept | undefined;
  #sites: { readonly of: object; readonly sites: Sites } | undefined;

  constructor(private readonly open: OpenHeap) {}

  tree({ query, measure }: rows.TreeRequest): rows.AllocationTree {
    const { heap, ledger } = this.open;
    return allocationTree(heap, this.#made(query).totals, measure, MOST_BOXES, ledger);
  }

  sites({ query, first, count }: rows.SitesRequest): Page<rows.SiteRow> {
    const { wanted, ranked } = this.#made(query);
    const total = ranked.order.length;
    const from = Math.max(0, Math.min(Math.trunc(first) || 0, total));
    const to = Math.min(total, from + Math.max(0, Math.min(Math.trunc(count) || 0, MOST_ROWS)));
    const found = siteRows(this.open.heap, this.#allSites(), ranked, wanted, from, to);
    return { rows: found, first: from, total, limited: false };
  }

  /** What keeps the objects of the site that `call` belongs to. */
  keepers(call: number, { query }: rows.AllocationRequest): readonly rows.KeeperRow[] {
    const { heap, results, dominatorChildren, namespaces, ledger } = this.open;
    if (!(call >= 0 && call < heap.calls.length)) fail({ code: 'heap/no-such-object', asked: `call ${call}` });
    const sites = this.#allSites();
    const among = { sites, site: sites.of[call] ?? 0, wanted: this.#made(query).wanted };
    return siteKeepers(heap, results, dominatorChildren, namespaces, among, MOST_KEEPERS, ledger);
  }

  of(object: ObjectId): rows.AllocatedAt {
    const call = callOf(this.open.heap, this.open.checkObject(object));
    return call === NONE ? [] : stackOf(this.open.heap, call);
  }

  #allSites(): Sites {
    const { heap, ledger } = this.open;
    if (this.#sites?.of !== heap.calls) this.#sites = { of: heap.calls, sites: sitesOf(heap, ledger) };
    return this.#sites.sites;
  }

  #made(query: string): Kept {
    const { heap, results, ledger } = this.open;
    const text = query.trim();
    if (this.#kept?.of === heap.calls && this.#kept.query === text) return this.#kept;
    const wanted = text === '' ? undefined : searchObjects(heap, results, parseQuery(text), ledger, silentTask);
    this.#forget();
    const totals = callTotals(heap, wanted, ledger);
    const ranked = rankSites(heap, this.#allSites(), totals, ledger);
    this.#kept = { of: heap.calls, query: text, wanted, totals, ranked };
    return this.#kept;
  }

  #forget(): void {
    const { ledger } = this.open;
    if (this.#kept === undefined || this.#kept.of !== this.open.heap.calls) return;
    releaseTotals(this.#kept.totals, ledger);
    releaseSites(this.#kept.ranked, ledger);
    this.#kept = undefined;
  }
}
