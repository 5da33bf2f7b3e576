// Which pictures a panel offers beside the one it was opened with.
import type { ObjectId } from '#heap/model/ids.ts';
import type { SubgraphRequest } from '#heap/model/pictures.ts';
import type { SeedName } from '../words/graph.contract.ts';
import { FIRST_PICTURE } from './budget.ts';

export interface Seed {
  readonly name: SeedName;
  readonly request: SubgraphRequest;
}

/** `chosen`: objects selected on the canvas, the first one first. */
export function seedsOf(base: SubgraphRequest, chosen: readonly ObjectId[]): readonly Seed[] {
  const [first, second] = chosen;
  const between =
    first === undefined || second === undefined
      ? []
      : [{ name: 'between', request: { kind: 'between', object: first, to: second, limit: FIRST_PICTURE } } as const];
  return [...(base.kind === 'component' ? ofComponent(base) : ofObject(base.object, base)), ...between];
}

/** Which seed a request is; `asked` for one that no panel offers by itself. */
export function seedNameOf(request: SubgraphRequest): SeedName {
  switch (request.kind) {
    case 'component':
      return request.scope ?? 'members';
    case 'expand':
      return 'asked';
    case 'paths':
      return 'pathUnion';
    default:
      return request.kind;
  }
}

function ofComponent(base: Extract<SubgraphRequest, { kind: 'component' }>): readonly Seed[] {
  const { lens, component } = base;
  return (['members', 'condensation'] as const).map((scope) => ({
    name: scope,
    request: { kind: 'component', scope, lens, component, limit: FIRST_PICTURE },
  }));
}

function ofObject(object: ObjectId, base: SubgraphRequest): readonly Seed[] {
  const seeds = (['neighbourhood', 'pathUnion', 'dominators'] as const).map((kind) => ({
    name: kind,
    request: { kind, object, limit: FIRST_PICTURE },
  }));
  return base.kind === 'between' ? [{ name: 'between', request: base }, ...seeds] : seeds;
}
