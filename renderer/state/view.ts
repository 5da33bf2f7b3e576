// Where the person is, as one union that maps to the address and back: every view is a deep link.
import { ADVICE_KINDS, type AdviceKind } from '#heap/model/adviceRows.ts';
import { COMPARE_GROUPINGS, COMPARE_PARTS, type CompareGrouping, type ComparePart } from '#heap/model/compareRows.ts';
import { OWNER_GROUPINGS, type OwnerGrouping } from '#heap/model/ownerRows.ts';
import { readLens, type LensName } from '#heap/model/lenses.ts';

export const FIXED_VIEWS = [
  'open',
  'overview',
  'types',
  'objects',
  'dominators',
  'cycles',
  'refcounts',
  'gc',
  'threads',
  'map',
  'allocations',
  'compare',
  'findings',
  'owners',
  'sql',
  'overhead',
] as const;

/** Views that the address names by their kind alone. */
const PLAIN = ['open', 'overview', 'dominators', 'refcounts', 'gc', 'map'] as const;

export type FixedView = (typeof FIXED_VIEWS)[number];

/** Generators and coroutines; the largest slots of all frames; tasks and what they await. */
const STACK_WORDS = ['suspended', 'slots', 'tasks'] as const;

type StackName = number | (typeof STACK_WORDS)[number];

export type View =
  | { readonly kind: (typeof PLAIN)[number] }
  | { readonly kind: 'types'; readonly filter: string }
  | { readonly kind: 'objects'; readonly query: string }
  | { readonly kind: 'cycles'; readonly lens: LensName; readonly component: number | undefined }
  /** The row of a thread, undefined for the first, or one of `STACK_WORDS`; and the frame that is open. */
  | { readonly kind: 'threads'; readonly stack: StackName | undefined; readonly frame: number | undefined }
  /** Objects that match `query`; the call whose box fills the width. */
  | { readonly kind: 'allocations'; readonly query: string; readonly call: number | undefined }
  /** A check of the advisor; undefined: all of them. */
  | { readonly kind: 'overhead'; readonly check: AdviceKind | undefined }
  /** An owner is named `kind:name`; `rules` are those of the user. */
  | {
      readonly kind: 'owners';
      readonly by: OwnerGrouping;
      readonly owner: string | undefined;
      readonly rules: string;
    }
  /** The dumps beside the open one are those of the window; `part` and `group` name the objects that are listed. */
  | {
      readonly kind: 'compare';
      readonly by: CompareGrouping;
      readonly part: ComparePart | undefined;
      /** undefined: of all groups. */
      readonly group: string | undefined;
    }
  /** A query that is not run before somebody asks for it. */
  | { readonly kind: 'sql'; readonly query: string }
  | { readonly kind: 'findings'; readonly finding: string | undefined }
  /** An object is named by its address, which outlives row numbers. */
  | { readonly kind: 'object'; readonly address: string }
  /** Why the object is alive. */
  | { readonly kind: 'why'; readonly address: string };

export const START: View = { kind: 'open' };

/** The object that the view is about, by its address. */
export function objectAddress(view: View): string | undefined {
  return view.kind === 'object' || view.kind === 'why' ? view.address : undefined;
}

/** `#/cycles/c-12?lens=all`. */
export function hashOf(view: View): string {
  switch (view.kind) {
    case 'types':
      return `#/types${query({ filter: view.filter })}`;
    case 'objects':
    case 'sql':
      return `#/${view.kind}${query({ q: view.query })}`;
    case 'cycles':
      return cyclesHash(view);
    case 'threads':
      return `#/threads${part(view.stack)}${query({ frame: String(view.frame ?? '') })}`;
    case 'allocations':
      return `#/allocations${part(view.call)}${query({ q: view.query })}`;
    case 'overhead':
      return `#/overhead${part(view.check)}`;
    case 'owners':
      return `#/owners/${view.by}${query(ownersQuery(view))}`;
    case 'compare':
      return compareHash(view);
    case 'findings':
      return `#/findings${part(view.finding)}`;
    default:
      return `#/${view.kind}${part(objectAddress(view))}`;
  }
}

function compareHash({ by, part, group }: Extract<View, { kind: 'compare' }>): string {
  return `#/compare/${by}${query({ part: part ?? '', group: group ?? '' })}`;
}

function cyclesHash({ component, lens }: Extract<View, { kind: 'cycles' }>): string {
  return `#/cycles${component === undefined ? '' : `/c-${component}`}${query({ lens: lens === 'default' ? '' : lens })}`;
}

function ownersQuery({ owner = '', rules }: Extract<View, { kind: 'owners' }>): Readonly<Record<string, string>> {
  return { owner, rules };
}

function part(name: string | number | undefined): string {
  return name === undefined ? '' : `/${encodeURIComponent(name)}`;
}

type Reader = (part: string, parameters: URLSearchParams) => View;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...PLAIN.map((kind): [string, Reader] => [kind, () => ({ kind })]),
  ['types', (_, parameters) => ({ kind: 'types', filter: parameters.get('filter') ?? '' })],
  ['objects', (_, parameters) => ({ kind: 'objects', query: parameters.get('q') ?? '' })],
  [
    'cycles',
    (part, parameters) => ({ kind: 'cycles', lens: lensOf(parameters.get('lens')), component: componentOf(part) }),
  ],
  [
    'threads',
    (part, parameters) => ({
      kind: 'threads',
      stack: STACK_WORDS.find((word) => word === part) ?? rowOf(part),
      frame: rowOf(parameters.get('frame') ?? ''),
    }),
  ],
  ['allocations', (part, parameters) => ({ kind: 'allocations', query: parameters.get('q') ?? '', call: rowOf(part) })],
  ['overhead', (part) => ({ kind: 'overhead', check: ADVICE_KINDS.find((kind) => kind === part) })],
  [
    'owners',
    (part, parameters) => ({
      kind: 'owners',
      by: OWNER_GROUPINGS.find((word) => word === part) ?? 'package',
      owner: parameters.get('owner') ?? undefined,
      rules: parameters.get('rules') ?? '',
    }),
  ],
  [
    'compare',
    (part, parameters) => ({
      kind: 'compare',
      by: COMPARE_GROUPINGS.find((word) => word === part) ?? 'type',
      part: COMPARE_PARTS.find((word) => word === parameters.get('part')),
      group: parameters.get('group') ?? undefined,
    }),
  ],
  ['sql', (_, parameters) => ({ kind: 'sql', query: parameters.get('q') ?? '' })],
  ['findings', (part) => ({ kind: 'findings', finding: part === '' ? undefined : part })],
  ['object', (part) => (part === '' ? START : { kind: 'object', address: part })],
  ['why', (part) => (part === '' ? START : { kind: 'why', address: part })],
]);

/** The view of an address; what cannot be read is the start. */
export function viewOf(hash: string): View {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [kind = '', part = ''] = path.split('/').map(decode);
  return READERS.get(kind)?.(part, new URLSearchParams(search)) ?? START;
}

function query(parts: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams(Object.entries(parts).filter(([, value]) => value !== ''));
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function lensOf(text: string | null): LensName {
  return (text === null ? undefined : readLens(text)) ?? 'default';
}

function componentOf(part: string): number | undefined {
  const match = /^c-(\d{1,9})$/.exec(part);
  return match === null ? undefined : Number(match[1]);
}

function rowOf(part: string): number | undefined {
  return /^\d{1,9}$/.test(part) ? Number(part) : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
