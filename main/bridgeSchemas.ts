// What a page may send, channel by channel: exact keys, types, lengths and ranges. Every shell reads requests only through here.
import { type Outcome, outcomeOf } from '#heap/base/fault.ts';
import type { CutName, EvidenceLine, Finding, FindingOperation, FindingTarget } from '#heap/findings/finding.ts';
import { LONGEST_TAG, MOST_TAGS, SEVERITIES } from '#heap/findings/finding.ts';
import type { Facts, Seen } from '#heap/model/seenRows.ts';
import { readLens, type LensName } from '#heap/model/lenses.ts';
import { CHANNEL_NAMES, type ChannelName, type CompanionChoice, refusal, type RequestOf } from './bridge.ts';
import {
  limited,
  listOf,
  matching,
  maybe,
  numberFrom,
  oneOfKinds,
  type Reader,
  record,
  refuse,
  textUpTo,
  word,
} from './pages/readers.ts';

/** Characters of one text. */
export const MOST_TEXT = 65_536;
/** Entries of one list. */
export const MOST_ENTRIES = 1_000;
/** Characters of a findings operation, all its texts together. */
export const MOST_OPERATION = 1_048_576;
/** Characters of an export that the desktop writes. */
export const MOST_EXPORT = 16 * 1_048_576;

export function isChannelName(name: string): name is ChannelName {
  return CHANNEL_NAMES.some((known) => known === name);
}

/**
 * The request of `channel`, copied out of `value` field by field, or the fault `bridge/refused`. The copy holds plain own
 * fields only: no getter, prototype or further key of `value` gets through. Cost: O(size of the request).
 */
export function readRequest<Name extends ChannelName>(channel: Name, value: unknown): Outcome<RequestOf<Name>> {
  return readWith<RequestOf<Name>>(READERS[channel], value, 'request');
}

/** A path that the desktop's preload took from a dropped file, or that a second instance passes on. Always absolute. */
export function readPath(value: unknown): Outcome<string> {
  return readWith(PATH, value, 'path');
}

/** What a second instance passes on: paths and nothing else. */
export function readSecondInstance(value: unknown): Outcome<{ readonly paths: readonly string[] }> {
  return readWith(SECOND_INSTANCE, value, 'second instance');
}

/** The launch code of the web shell's session exchange: 32 bytes in base64url. */
export function readLaunchCode(value: unknown): Outcome<{ readonly code: string }> {
  return readWith(LAUNCH_CODE, value, 'request');
}

const IDENTIFIER = matching(/^[0-9a-f]{32}$/u, 32);
const FINDING_ID = matching(/^[0-9a-f]{16}$/u, 16);
const ISO_TIME = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/u, 24);
const TEXT = textUpTo(MOST_TEXT);
const SHORT = textUpTo(256);
const NOTHING = record<Record<string, never>>({});

// POSIX, drive letter or UNC; what is behind it is checked by opening it.
const PATH = matching(/^(?:\/|[A-Za-z]:[\\/]|\\\\)[^\0]*$/u, 4_096);
const SECOND_INSTANCE = record({ paths: listOf(PATH, 16) });
const LAUNCH_CODE = record({ code: matching(/^[A-Za-z0-9_-]{43}$/u, 43) });

/** The written form that the program itself gives a lens, and no other. */
const lensName: Reader<LensName> = (value, at) => {
  const lens = readLens(SHORT(value, at));
  return lens !== undefined && lens === value ? lens : refuse(at, 'unknown lens');
};

const TARGET = oneOfKinds<FindingTarget>({
  heap: record({ kind: word('heap') }),
  object: record({ kind: word('object'), address: SHORT }),
  type: record({ kind: word('type'), name: TEXT }),
  component: record({ kind: word('component'), lens: lensName, member: SHORT }),
  cuts: record({
    kind: word('cuts'),
    references: listOf(record<CutName>({ from: SHORT, label: TEXT, to: SHORT }), MOST_ENTRIES),
  }),
});

const SEEN = record<Seen>({
  fingerprint: SHORT,
  type: TEXT,
  place: TEXT,
  facts: record<Facts>({
    objects: maybe(numberFrom(0)),
    selfSize: maybe(numberFrom(0)),
    retained: maybe(numberFrom(0)),
    refcount: maybe(numberFrom(0)),
    excess: maybe(numberFrom(Number.MIN_SAFE_INTEGER)),
    verdict: maybe(SHORT),
  }),
});

const FINDING = record<Finding>({
  id: FINDING_ID,
  title: TEXT,
  note: TEXT,
  target: TARGET,
  evidence: listOf(record<EvidenceLine>({ label: SHORT, value: TEXT }), MOST_ENTRIES),
  seen: maybe(SEEN),
  severity: maybe(word(...SEVERITIES)),
  tags: maybe(listOf(textUpTo(LONGEST_TAG), MOST_TAGS)),
  confidence: word('exact', 'high', 'medium', 'hint'),
  status: word('open', 'done', 'dismissed'),
  created: ISO_TIME,
  changed: ISO_TIME,
});

const OPERATION = limited(
  oneOfKinds<FindingOperation>({
    put: record({ kind: word('put'), finding: FINDING }),
    remove: record({ kind: word('remove'), id: FINDING_ID }),
  }),
  MOST_OPERATION,
);

const COMPANIONS: Reader<CompanionChoice | undefined> = maybe(word('machine', 'chosen'));

const READERS: { readonly [Name in ChannelName]: Reader<RequestOf<Name>> } = {
  start: NOTHING,
  chooseDump: NOTHING,
  estimate: record({ dump: IDENTIFIER }),
  chooseCompanions: record({ what: word('program', 'folder') }),
  open: record<RequestOf<'open'>>({ dump: IDENTIFIER, companions: COMPANIONS }),
  cancelOpen: record({ dump: IDENTIFIER }),
  close: record({ heap: IDENTIFIER }),
  readFindings: record({ heap: IDENTIFIER }),
  appendFinding: record({ heap: IDENTIFIER, operation: OPERATION }),
  saveExport: record({ name: SHORT, text: textUpTo(MOST_EXPORT) }),
  savePicture: record({ name: SHORT, png: matching(/^iVBORw0KGgo[A-Za-z0-9+/]*={0,2}$/u, MOST_EXPORT) }),
  printReport: record({ name: SHORT }),
  forgetRecent: record({ dump: IDENTIFIER }),
};

function readWith<Value>(read: Reader<Value>, value: unknown, at: string): Outcome<Value> {
  try {
    return outcomeOf(() => read(value, at));
  } catch {
    // Readers throw nothing but faults: this is a getter or a proxy of the value itself, which no transport of ours makes.
    return refusal(`${at}: not a plain value`);
  }
}
