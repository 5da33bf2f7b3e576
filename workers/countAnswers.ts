// The questions about counts and collections of one open heap.
import type { RefcountAudit } from '#heap/analyses/results.ts';
import { silentTask } from '#heap/base/task.ts';
import type { CollectionTables, CountTables } from '#heap/model/countRows.ts';
import type { GenerationTypes } from '#heap/model/generationRows.ts';
import { objectId } from '#heap/model/ids.ts';
import * as rows from '#heap/model/rows.ts';
import { balanceRow, unbalancedObjects } from '#heap/queries/balances.ts';
import { blindTypes } from '#heap/queries/blindTypes.ts';
import { excessByExplanation, excessByModule } from '#heap/queries/excessByModule.ts';
import { collectionTables } from '#heap/queries/generationTable.ts';
import { generationTypes } from '#heap/queries/generationTypes.ts';
import { objectRow } from '#heap/queries/objectRow.ts';
import { pageOf } from '#heap/queries/page.ts';
import type { OpenHeap } from './openHeap.ts';

/** Rows of one table. */
const MOST_ROWS = 50;

export class CountAnswers {
  /** Kept for the audit and the replay they were made from: a click between two pages costs nothing. */
  #counts: { readonly of: RefcountAudit; readonly tables: CountTables } | undefined;
  #collections: { readonly of: Uint8Array; readonly tables: CollectionTables } | undefined;

  #generations: { readonly of: object; readonly tables: GenerationTypes } | undefined;

  constructor(private readonly open: OpenHeap) {}

  balances(page: rows.PageRequest): rows.Page<rows.BalanceRow> {
    const { heap, results } = this.open;
    const audit = this.open.result('refcounts');
    const unbalanced = (this.open.unbalanced ??= unbalancedObjects(heap, results, audit));
    return pageOf(unbalanced.length, page, (i) => balanceRow(heap, results, audit, unbalanced[i] ?? 0));
  }

  /** Objects the replay frees, largest first. */
  collectable(page: rows.PageRequest): rows.Page<rows.ObjectRow> {
    const { heap, results } = this.open;
    const { verdict } = this.open.result('collector');
    const sizes = results.dominators?.retained ?? heap.objects.selfSize;
    const garbage = (this.open.garbage ??= garbageBySize(verdict, sizes));
    return pageOf(garbage.length, page, (i) => objectRow(heap, results, objectId(garbage[i] ?? 0)));
  }

  counts(): CountTables {
    const audit = this.open.result('refcounts');
    if (this.#counts?.of !== audit) this.#counts = { of: audit, tables: this.#countTables(audit) };
    return this.#counts.tables;
  }

  collections(): CollectionTables {
    const replay = this.open.result('collector');
    if (this.#collections?.of !== replay.verdict) {
      this.#collections = { of: replay.verdict, tables: collectionTables(this.open.heap, replay, this.open.ledger) };
    }
    return this.#collections.tables;
  }

  generations(): GenerationTypes {
    const { heap, ledger } = this.open;
    if (this.#generations?.of !== heap.objects) {
      this.#generations = { of: heap.objects, tables: generationTypes(heap, rows.MOST_ROWS, ledger, silentTask) };
    }
    return this.#generations.tables;
  }

  #countTables(audit: RefcountAudit): CountTables {
    const { heap } = this.open;
    const byModule = excessByModule(heap, audit);
    const opaque = blindTypes(heap, this.open.histogram, audit);
    return {
      explanations: excessByExplanation(audit),
      byModule: byModule.slice(0, MOST_ROWS),
      modules: byModule.length,
      opaque: opaque.slice(0, MOST_ROWS),
      blind: opaque.length,
    };
  }
}

function garbageBySize(verdict: Uint8Array, sizes: Float64Array): Uint32Array {
  const code = rows.VERDICTS.indexOf('garbage');
  const found: number[] = [];
  for (let object = 0; object < verdict.length; object++) if (verdict[object] === code) found.push(object);
  return Uint32Array.from(found).sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
}
