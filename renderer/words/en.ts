// English. Messages are functions of values; identifiers, types and expressions are never translated.
import type { Fault } from '#heap/base/fault.ts';
import type { Capability, Diagnostic } from '#heap/model/manifest.ts';
import type { AutoFinding, Explanation, FidelityCheck, Verdict } from '#heap/model/rows.ts';

const grouped = new Intl.NumberFormat('en');
const n = (value: number): string => grouped.format(value);
const some = (value: number, one: string, many: string): string => `${n(value)} ${value === 1 ? one : many}`;

export interface FaultWords {
  readonly what: string;
  readonly where: string;
  readonly still: string;
  readonly todo: string;
}

export const en = {
  views: {
    open: 'Open',
    overview: 'Overview',
    types: 'Types',
    objects: 'Objects',
    dominators: 'Dominators',
    cycles: 'Cycles',
    refcounts: 'Refcounts',
    gc: 'GC',
    map: 'Memory map',
    compare: 'Compare',
    findings: 'Findings',
  },
  later: 'Not in this version yet',
  jobs: {
    columns: 'Reading columns',
    referrers: 'Indexing referrers',
    refcounts: 'Auditing reference counts',
    collector: 'Replaying the collector',
    rootSet: 'Finding roots',
    dominators: 'Dominators',
    dominated: 'Dominator tree',
    distances: 'Distances from roots',
    typeRetained: 'Retained by type',
    componentsDefault: 'Cycles, user code',
    componentsInstances: 'Cycles, instances',
    componentsAll: 'Cycles, everything',
  },
  phases: {
    reading: 'Reading objects',
    resolving: 'Resolving addresses',
    linking: 'Linking references',
    writing: 'Writing the index',
    fetching: 'Reading columns',
    referrers: 'Indexing referrers',
    marking: 'Marking',
    ordering: 'Ordering',
    dominators: 'Dominators',
    retained: 'Retained sizes',
    distances: 'Distances',
    components: 'Components',
    refcounts: 'Reference counts',
    collector: 'Collector',
    types: 'Types',
    searching: 'Searching',
    paths: 'Paths',
    sorting: 'Sorting',
    exporting: 'Exporting',
  },
  capabilities: {
    refcounts: 'reference counts',
    generations: 'generations',
    tracked: 'collector tracking',
    lengths: 'lengths',
    sizes: 'sizes',
    labels: 'attribute names',
    hidden: 'hidden references',
    multiplicity: 'repeated references',
    roots: 'roots',
    frames: 'frames',
    locals: 'locals',
    containers: 'container tables',
    sharedKeys: 'shared keys',
    tags: 'content tags',
    previews: 'values',
    pools: 'pymalloc pools',
    texts: 'process memory',
    traces: 'allocation traces',
    flags: 'object flags',
  } satisfies Record<Capability, string>,
  verdicts: {
    notComputed: 'not computed yet',
    immortal: 'immortal',
    frozen: 'frozen: the collector never looks at it',
    untracked: 'not seen by the collector',
    uncollectable: 'uncollectable',
    garbage: 'garbage',
    heldOutside: 'held from outside the tracked heap',
    aliveThroughCycle: 'alive, in or below a cycle',
    aliveAcyclic: 'alive',
    unreachableByRoots: 'not reachable from the recorded roots',
    reachableByRoots: 'reachable',
  } satisfies Record<Verdict, string>,
  explanations: {
    exact: 'explained exactly',
    immortal: 'immortal, not counted',
    static: 'static, not counted',
    typeObject: 'type tables and caches',
    singleton: 'singleton used by C code',
    interned: 'interned string',
    codeInternal: 'code internals',
    sharedKeys: 'shared keys',
    frame: 'running frame',
    module: 'extension module state',
    unexplained: 'held by references outside the dump',
    inconsistent: 'the dump is inconsistent here',
    notCounted: 'not counted',
  } satisfies Record<Explanation, string>,
  diagnostics: {
    truncated: 'the file ends early',
    noEnd: 'the end record is missing',
    partialEnd: 'the dumper stopped early',
    totalsDiffer: 'totals differ from what was written',
    checksumOfChecksums: 'checksums do not agree',
    badChunk: 'damaged parts',
    unknownChunk: 'parts of an unknown kind',
    badMeta: 'the header is damaged',
    newerMinor: 'written by a newer version',
    danglingTarget: 'references to objects that are not in the file',
    duplicateAddress: 'objects with an address seen before',
    droppedRow: 'rows that make no sense',
    syntheticType: 'types without an object',
    lostString: 'lost names',
    lostType: 'lost types',
    negativeCount: 'negative counts',
    clampedSize: 'impossible sizes',
    trailingBytes: 'bytes after the end',
  } satisfies Record<Diagnostic['code'], string>,
  checks: {
    complete: 'The file is complete',
    dangling: 'Every reference has its target',
    duplicates: 'No address twice',
    negativeCounts: 'No count below its references',
    closure: 'Counts of tracked objects explained',
    userInstances: 'Instances of user classes explained',
    oneInstant: 'Taken at one instant',
    roots: 'Roots are recorded',
    refcounts: 'Reference counts are recorded',
  } satisfies Record<FidelityCheck['check'], string>,
  finding: (
    finding: AutoFinding,
    name: (type: { module: string; name: string }) => string,
  ): { title: string; why: string } => {
    switch (finding.kind) {
      case 'cycle': {
        const types = finding.component.types
          .map(({ type }) => name(type))
          .slice(0, 3)
          .join(', ');
        return {
          title: finding.alike === 1 ? `${types} form a cycle` : `${types} form ${n(finding.alike)} cycles`,
          why:
            finding.component.heldBy === ''
              ? some(finding.component.objects, 'object', 'objects')
              : `Held by ${finding.component.heldBy}`,
        };
      }
      case 'garbage':
        return {
          title: `${some(finding.objects, 'object waits', 'objects wait')} for the collector`,
          why: `${some(finding.components, 'island', 'islands')} of references that nothing else holds`,
        };
      case 'refcount':
        return {
          title: `${some(finding.objects, 'object', 'objects')} of ${name(finding.type)} ${finding.objects === 1 ? 'has' : 'have'} a reference nobody holds`,
          why: `Recorded counts exceed the references found by ${n(finding.excess)}: a missing decref or native code`,
        };
      case 'retainer':
        return {
          title: `${finding.expression === '' ? name(finding.object.type) : finding.expression} alone retains this`,
          why: `One ${name(finding.object.type)} dominates these bytes`,
        };
      case 'duplicates':
        return {
          title: `${n(finding.copies)} equal ${name(finding.type)} values`,
          why: `${n(finding.groups)} values exist more than once: same type, length and content`,
        };
    }
  },
  faults: {
    'format/unknown': (f) => ({
      what: 'This is not a heap dump Ouroboros knows.',
      where: `Tried: ${f.tried.join(', ')}.`,
      still: 'Nothing was changed.',
      todo: 'Choose another file, or capture one.',
    }),
    'format/version': (f) => ({
      what: `This dump has version ${f.found}.`,
      where: `This program reads ${f.supported}.`,
      still: 'Other dumps open.',
      todo: 'Update Ouroboros or capture again.',
    }),
    'format/truncated': (f) => ({
      what: 'This file ends before anything could be read.',
      where: `Byte ${n(f.offset)}, ${f.section}.`,
      still: 'Nothing of it can be shown.',
      todo: 'It was probably copied while being written: copy it again.',
    }),
    'format/corrupt': (f) => ({
      what: 'This file is damaged.',
      where: `Byte ${n(f.offset)}, ${f.section}: ${f.reason}.`,
      still: 'Nothing of it could be read.',
      todo: 'Copy it again or capture anew.',
    }),
    'format/limit': (f) => ({
      what: `This file asks for more than Ouroboros allows (${f.limit}).`,
      where: `Byte ${n(f.offset)}, ${f.section}: ${n(f.found)} of at most ${n(f.allowed)}.`,
      still: 'Nothing was allocated.',
      todo: 'The file is damaged or hostile: capture anew.',
    }),
    'source/unreadable': (f) => ({
      what: 'The file cannot be read.',
      where: f.reason,
      still: 'Everything else works.',
      todo: 'Check that it exists and that you may read it.',
    }),
    'source/changed': (f) => ({
      what: 'The file changed while it was read.',
      where: f.what,
      still: 'Nothing was kept.',
      todo: 'Wait until the dump is complete, then open it again.',
    }),
    'memory/exhausted': (f) => ({
      what: 'There is not enough memory for this.',
      where: `${f.purpose}: needs ${n(f.needed)} bytes, ${n(f.budget)} available.`,
      still: 'What was open stays usable.',
      todo: 'Close other programs, or raise OUROBOROS_MEMORY.',
    }),
    'heap/no-such-object': (f) => ({
      what: 'This object is not in the heap.',
      where: f.asked,
      still: 'Everything else works.',
      todo: 'Search for its type instead.',
    }),
    'heap/not-open': () => ({ what: 'No heap is open.', where: '', still: '', todo: 'Open a dump.' }),
    'heap/partial': (f) => ({
      what: 'This dump is incomplete.',
      where: f.missing,
      still: 'What is there can be browsed.',
      todo: 'Capture again for exact numbers.',
    }),
    'query/invalid': (f) => ({
      what: 'The query cannot be read.',
      where: `Column ${n(f.column + 1)}.`,
      still: 'The last result stays.',
      todo: `Expected ${f.expected}.`,
    }),
    'analysis/needs': (f) => ({
      what: 'This needs numbers that are not there.',
      where: f.missing.join(', '),
      still: 'All other views work.',
      todo: 'Wait for the analysis, or capture with ouroboros_capture to record them.',
    }),
    'index/damaged': (f) => ({
      what: 'The index of this dump is damaged.',
      where: `${f.column}: ${f.reason}`,
      still: 'The dump itself is untouched.',
      todo: 'Open the dump again: the index is rebuilt.',
    }),
    'export/failed': (f) => ({
      what: 'The export could not be written.',
      where: f.reason,
      still: 'Nothing was replaced.',
      todo: 'Choose another folder.',
    }),
    'workspace/conflict': (f) => ({
      what: 'Another window holds these notes.',
      where: f.reason,
      still: 'You can read them here.',
      todo: 'Write in the other window, or close it.',
    }),
    'workspace/unwritable': (f) => ({
      what: 'Notes cannot be saved.',
      where: f.reason,
      still: 'They stay on screen.',
      todo: 'Export them before you close.',
    }),
    'capture/refused': (f) => ({
      what: 'The process cannot be captured this way.',
      where: f.reason,
      still: 'It was not touched.',
      todo: f.instead.join('; '),
    }),
    'bridge/refused': (f) => ({
      what: 'The request was refused.',
      where: f.reason,
      still: 'Everything else works.',
      todo: f.reason === 'dropOnWeb' ? 'Start with: ouro serve FILE' : 'Reload the page.',
    }),
  } satisfies { readonly [Code in Fault['code']]: (fault: Extract<Fault, { readonly code: Code }>) => FaultWords },
  n,
  some,
};

export type Words = typeof en;
