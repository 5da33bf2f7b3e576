// The questions about components of one open heap, whatever the lens.
import { fail } from '#heap/base/fault.ts';
import type { SignatureGroupRow } from '#heap/model/motifRows.ts';
import { groupsBySignature } from '#heap/queries/signatures.ts';
import { componentId, objectId, referenceId, type ComponentId, type ObjectId } from '#heap/model/ids.ts';
import type { LensName } from '#heap/model/lenses.ts';
import type * as rows from '#heap/model/rows.ts';
import { orderedComponents } from '#heap/queries/componentOrder.ts';
import { componentRow, type ComponentRowTables } from '#heap/queries/componentRows.ts';
import { componentOfObject, entryRow, lensSummary, membersOf, sortedEntries } from '#heap/queries/components.ts';
import { objectRow } from '#heap/queries/objectRow.ts';
import { pageOf } from '#heap/queries/page.ts';
import type { OpenHeap } from './openHeap.ts';

export class CycleAnswers {
  constructor(private readonly open: OpenHeap) {}

  tables(lens: LensName): ComponentRowTables {
    const { heap, results, referrers, motifs } = this.open;
    return { heap, results, referrers, motifs, components: this.open.componentsOf(lens) };
  }

  /** Kept until the next result arrives: paging through it costs nothing. */
  order(lens: LensName): Uint32Array {
    const known = this.open.componentOrders.get(lens) ?? orderedComponents(this.tables(lens));
    this.open.componentOrders.set(lens, known);
    return known;
  }

  page(lens: LensName, page: rows.PageRequest): rows.ComponentsPage {
    const tables = this.tables(lens);
    const { components } = tables;
    const order = this.order(lens);
    return {
      ...pageOf(components.length, page, (i) => componentRow(tables, componentId(order[i] ?? i))),
      objects: components.member.length,
      selfSize: components.selfSize.reduce((sum, size) => sum + size, 0),
    };
  }

  summary(lens: LensName): rows.LensSummary | undefined {
    return lensSummary(this.open.foundComponents(lens));
  }

  row(lens: LensName, component: ComponentId): rows.ComponentRow {
    const tables = this.tables(lens);
    return componentRow(tables, this.open.checkComponent(tables.components, component));
  }

  of(lens: LensName, object: ObjectId): ComponentId | undefined {
    return componentOfObject(this.open.componentsOf(lens), this.open.checkObject(object));
  }

  entries(lens: LensName, component: ComponentId, page: rows.PageRequest): rows.Page<rows.EntryRow> {
    const tables = this.tables(lens);
    const entries = sortedEntries(tables, this.open.checkComponent(tables.components, component));
    return pageOf(entries.length, page, (i) => entryRow(tables, entries[i] ?? referenceId(0)));
  }

  members(lens: LensName, component: ComponentId, page: rows.PageRequest): rows.Page<rows.ObjectRow> {
    const { heap, results, components } = this.tables(lens);
    const members = membersOf(components, this.open.checkComponent(components, component));
    return pageOf(members.length, page, (i) => objectRow(heap, results, objectId(members[i] ?? 0)));
  }

  alike(lens: LensName, page: rows.PageRequest): rows.Page<SignatureGroupRow> {
    const groups = this.open.alike.get(lens) ?? groupsBySignature(this.tables(lens), this.order(lens));
    this.open.alike.set(lens, groups);
    return pageOf(groups.length, page, (i) => groups[i] ?? fail({ code: 'heap/no-such-object', asked: `group ${i}` }));
  }
}
