// What the heap says of the target of a finding, and whether that is still what it said before.
import type { Facts, FoundBy, Replayed, Seen } from '#heap/model/seenRows.ts';
import { NONE } from '#heap/base/brand.ts';
import { FaultError } from '#heap/base/fault.ts';
import { silentTask } from '#heap/base/task.ts';
import type { FindingTarget } from '#heap/findings/finding.ts';
import { replayed } from '#heap/findings/replay.ts';
import type { Heap } from '#heap/model/heap.ts';
import { componentId, objectId, typeId, type ComponentId, type ObjectId } from '#heap/model/ids.ts';
import type { LensName } from '#heap/model/lenses.ts';
import { qualifiedName, typeNameOf } from '#heap/model/names.ts';
import { PathSigner } from '#heap/queries/pathSignatures.ts';
import { typeNamed } from '#heap/queries/typePages.ts';
import type { CutAnswers } from './cutAnswers.ts';
import type { CycleAnswers } from './cycleAnswers.ts';
import type { ObjectAnswers } from './objectAnswers.ts';
import type { OpenHeap } from './openHeap.ts';

/** Components looked through for one that was elsewhere. */
const MOST_COMPONENTS = 2_000;
const NO_PLACE = '(no path)';

export class SeenAnswers {
  #places: { readonly heap: Heap; readonly signer: PathSigner } | undefined;

  constructor(
    private readonly open: OpenHeap,
    private readonly objects: ObjectAnswers,
    private readonly cycles: CycleAnswers,
    private readonly cuts: CutAnswers,
  ) {}

  /** Faults: `heap/no-such-object` for a target that is not here, `analysis/needs`. */
  seen(target: FindingTarget): Seen {
    switch (target.kind) {
      case 'heap':
        return this.#ofHeap();
      case 'type':
        return this.#ofType(target.name);
      case 'object':
        return this.#ofObject(this.open.locateObject(target.address));
      case 'component': {
        const component = this.cycles.of(target.lens, this.open.locateObject(target.member));
        return this.#ofComponent(target.lens, component ?? this.#noComponent(target.member));
      }
      case 'cuts':
        return this.#ofCuts(target.references);
    }
  }

  /** Gone is said only of what was looked for and is not there. Fault `analysis/needs`. */
  replay(target: FindingTarget, before: Seen): Replayed {
    try {
      return this.#replay(target, before);
    } catch (error) {
      if (error instanceof FaultError && error.fault.code === 'heap/no-such-object') return { status: 'gone' };
      throw error;
    }
  }

  #replay(target: FindingTarget, before: Seen): Replayed {
    switch (target.kind) {
      case 'heap':
        return replayed(before, this.#ofHeap(), 'name', '');
      case 'type': {
        const now = this.#ofType(target.name);
        return now.facts.objects === 0 && before.facts.objects !== 0
          ? { status: 'gone' }
          : replayed(before, now, 'name', '');
      }
      case 'object': {
        const found = this.#findObject(target.address, before);
        if (found === undefined) return { status: 'gone' };
        return replayed(before, this.#ofObject(found.object), found.by, this.#addressOf(found.object));
      }
      case 'component': {
        const found = this.#findComponent(target.lens, target.member, before);
        if (found === undefined) return { status: 'gone' };
        return replayed(before, this.#ofComponent(target.lens, found.component), found.by, '');
      }
      case 'cuts':
        // Their ends are known by address only.
        if (before.fingerprint !== this.open.heap.manifest.fingerprint) return { status: 'unknown' };
        return replayed(before, this.#ofCuts(target.references), 'address', '');
    }
  }

  #ofHeap(): Seen {
    const { objects, manifest } = this.open.heap;
    return this.#said('', '', { objects: objects.length, selfSize: manifest.totalSelfSize });
  }

  #ofType(name: string): Seen {
    const { heap, histogram, asDumped } = this.open;
    const type = typeNamed(heap, histogram, name);
    if (type === undefined) return this.#said(name, '', { objects: 0, selfSize: 0, retained: 0 });
    const retained = asDumped.typeRetained?.[type];
    return this.#said(name, '', { objects: histogram.count[type], selfSize: histogram.selfSize[type], retained });
  }

  #ofObject(object: ObjectId): Seen {
    const { row, balance, verdict } = this.objects.describe(object);
    const type = qualifiedName(row.type);
    const place = this.#placeOf(object);
    const { selfSize, retained, refcount } = row;
    const facts = { selfSize, retained, refcount, excess: balance?.excess, verdict };
    return this.#said(type, place, { ...facts, objects: this.#alike(type, place).length });
  }

  #ofComponent(lens: LensName, component: ComponentId): Seen {
    const row = this.cycles.row(lens, component);
    const type = row.types.map((one) => qualifiedName(one.type)).join(' + ');
    const { objects, selfSize, retained, verdict } = row;
    return this.#said(type, keyless(row.heldBy), { objects, selfSize, retained, verdict });
  }

  #ofCuts(references: Extract<FindingTarget, { kind: 'cuts' }>['references']): Seen {
    const cuts = references.map(({ from, label, to }) => this.cuts.locate(from, label, to));
    const { gone } = this.cuts.whatIf(cuts, silentTask);
    return this.#said('', '', { objects: gone.objects, selfSize: gone.selfSize });
  }

  #findObject(address: string, before: Seen): { readonly object: ObjectId; readonly by: FoundBy } | undefined {
    const here = this.#at(address);
    const isSame = before.fingerprint === this.open.heap.manifest.fingerprint;
    if (here !== undefined && this.#typeOf(here) === before.type && (isSame || this.#placeOf(here) === before.place))
      return { object: here, by: 'address' };
    if (isSame) return undefined;
    const [first] = this.#alike(before.type, before.place);
    return first === undefined ? undefined : { object: first, by: 'place' };
  }

  #findComponent(
    lens: LensName,
    member: string,
    before: Seen,
  ): { readonly component: ComponentId; readonly by: FoundBy } | undefined {
    const here = this.#at(member);
    const isSame = before.fingerprint === this.open.heap.manifest.fingerprint;
    const at = here === undefined ? undefined : this.cycles.of(lens, here);
    if (at !== undefined && (isSame || this.#isLike(lens, at, before))) return { component: at, by: 'address' };
    if (isSame) return undefined;
    const { length } = this.open.componentsOf(lens);
    for (let row = 0; row < Math.min(length, MOST_COMPONENTS); row++)
      if (this.#isLike(lens, componentId(row), before)) return { component: componentId(row), by: 'place' };
    return undefined;
  }

  #isLike(lens: LensName, component: ComponentId, { type, place }: Seen): boolean {
    const now = this.#ofComponent(lens, component);
    return now.type === type && now.place === place;
  }

  /** Objects of a type that hang at one place, ascending; O(objects + length of the paths of its instances). */
  #alike(type: string, place: string): readonly ObjectId[] {
    const { heap, histogram } = this.open;
    const wanted = typeNamed(heap, histogram, type);
    const found: ObjectId[] = [];
    if (wanted === undefined) return found;
    for (let row = 0; row < heap.objects.length; row++) {
      const object = objectId(row);
      if (heap.objects.type[object] === wanted && this.#placeOf(object) === place) found.push(object);
    }
    return found;
  }

  #placeOf(object: ObjectId): string {
    const { heap, ledger } = this.open;
    if (this.#places?.heap !== heap)
      this.#places = { heap, signer: new PathSigner(heap, this.open.result('distances'), ledger) };
    const { signer } = this.#places;
    return signer.signatures.names[signer.of(object)] ?? NO_PLACE;
  }

  #typeOf(object: ObjectId): string {
    const { heap } = this.open;
    return qualifiedName(typeNameOf(heap, heap.objects.type[object] ?? typeId(NONE)));
  }

  #addressOf(object: ObjectId): string {
    return this.objects.describe(object).row.id;
  }

  /** The object at an address of a finding, if there is one here. */
  #at(address: string): ObjectId | undefined {
    try {
      return this.open.locateObject(address);
    } catch (error) {
      if (error instanceof FaultError) return undefined;
      throw error;
    }
  }

  #noComponent(asked: string): never {
    throw new FaultError({ code: 'heap/no-such-object', asked });
  }

  #said(type: string, place: string, facts: Facts): Seen {
    return { fingerprint: this.open.heap.manifest.fingerprint, type, place, facts };
  }
}

/** An expression without its keys and indices. */
function keyless(expression: string): string {
  return expression.replace(/\[(?:'[^']*'|"[^"]*"|[^\]]*)\]/g, '[*]');
}
