// English words of findings that are asked again.
import type { Facts } from '#heap/model/seenRows.ts';
import type { FoundBy, Replayed } from '#heap/model/seenRows.ts';

export const replayEn = {
  title: 'Asked again',
  scope: 'what was seen when the note was written, beside what this dump says now',
  statuses: {
    same: 'same',
    changed: 'changed',
    gone: 'gone',
    unknown: 'not asked again',
  } satisfies Record<Replayed['status'], string>,
  statusesWhy: {
    same: 'Every number is what it was.',
    changed: 'It is there, with other numbers.',
    gone: 'Nothing of that type hangs there any more.',
    unknown: 'The note was written without numbers that could be asked again, or this dump cannot say.',
  } satisfies Record<Replayed['status'], string>,
  by: {
    address: 'found at its address',
    place: 'found by its type and where it hangs',
    name: 'found by its name',
  } satisfies Record<FoundBy, string>,
  facts: {
    objects: 'objects',
    selfSize: 'self size',
    retained: 'retained',
    refcount: 'reference count',
    excess: 'unexplained',
    verdict: 'verdict',
  } satisfies Record<keyof Facts, string>,
  columns: { status: 'Now', title: 'Finding', change: 'What changed' },
  working: 'Being asked again',
  open: 'Open it',
  other: 'Replay a notebook here',
  otherWhy: 'A JSON file that Findings wrote for another dump: did the fix work?',
  table: (name: string) => `Notebook ${name} on this dump`,
  sum: (gone: number, there: number, unknown: number) =>
    [`${gone} gone`, `${there} still there`, ...(unknown > 0 ? [`${unknown} not asked again`] : [])].join(', '),
  close: 'Close',
  none: 'The notebook holds no findings',
};

export type ReplayWords = typeof replayEn;
