// Nothing acknowledged is lost: every fault at every operation of one session, and at sampled ones of fifty random sessions.
import { randomFrom, type Random } from '#heap/testing/random.ts';
import { expect, test } from 'vitest';
import { whole } from '#heap/base/checks.ts';
import { writeAll, type FilePort } from './filePort.ts';
import { openJournal, type JournalRules } from './journal.ts';
import type { Processes } from './lock.ts';
import { problemWith, session, type OpenStore, type Step, type Store } from './testing/crashedSession.ts';
import { FAULT_KINDS, simulatedDisk, type Plan } from './testing/simulatedDisk.ts';

const RULES: JournalRules<number> = { check: whole(), compact: (entries) => entries, checkpointEvery: 5 };
const SEQUENCES = 50;
/** Points of each random session; OURO_CRASH=all takes every one (more than 100,000). */
const SAMPLED = process.env['OURO_CRASH'] === 'all' ? Infinity : 60;

const ENDINGS = [
  [false, 'death'],
  [false, 'power'],
  [true, 'death'],
  [true, 'power'],
] as const;

/** Both programs have more entries than fit between two checkpoints. */
const PLAIN: readonly Step[] = [
  { kind: 'append', count: 7 },
  { kind: 'reopen' },
  { kind: 'append', count: 7 },
  { kind: 'together', count: 3 },
];

test('no acknowledged entry is lost at any of 2,000 fault points', { timeout: 240_000 }, async () => {
  const result = await faultMatrix(openOurs, PLAIN, Infinity, randomFrom(7));
  expect(result.points).toBeGreaterThanOrEqual(2_000);
  expect(result.injected).toBeGreaterThanOrEqual(result.points * 0.9);
  expect(result.lost).toEqual([]);
});

test('nor in fifty random sessions', { timeout: 2_400_000 }, async () => {
  const result = await manySessions(openOurs);
  expect(result.points).toBeGreaterThanOrEqual(2_000);
  expect(result.injected).toBeGreaterThanOrEqual(result.points * 0.8);
  expect(result.lost).toEqual([]);
});

test('a writer that overwrites its file loses entries in the same matrices', { timeout: 2_400_000 }, async () => {
  const plain = await faultMatrix(openNaive, PLAIN, Infinity, randomFrom(7));
  expect(plain.lost.length).toBeGreaterThan(50);
  expect((await manySessions(openNaive)).lost.length).toBeGreaterThan(200);
});

interface Matrix {
  readonly points: number;
  readonly injected: number;
  readonly lost: readonly string[];
}

async function manySessions(open: OpenStore): Promise<Matrix> {
  let [points, injected] = [0, 0];
  const lost: string[] = [];
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    const random = randomFrom(seed);
    const result = await faultMatrix(open, stepsFrom(random), SAMPLED, random);
    points += result.points;
    injected += result.injected;
    lost.push(...result.lost.map((problem) => `session ${seed}, ${problem}`));
  }
  return { points, injected, lost };
}

/** Two to four programs, each with up to six steps. */
function stepsFrom(random: Random): readonly Step[] {
  const below = (most: number): number => Math.floor(random() * most);
  const steps: Step[] = [];
  for (let program = 2 + below(3); program > 0; program--) {
    if (steps.length > 0) steps.push({ kind: 'reopen' });
    for (let step = 1 + below(6); step > 0; step--) {
      steps.push({ kind: below(3) === 0 ? 'together' : 'append', count: 1 + below(6) });
    }
  }
  return steps;
}

/** Every operation of the session, or `most` of them, x every fault x once or for good x the process dies or the power goes. */
async function faultMatrix(open: OpenStore, steps: readonly Step[], most: number, random: Random): Promise<Matrix> {
  const lost: string[] = [];
  const plans = await plansOf(open, steps, most, random);
  let injected = 0;
  for (const [point, { plan, end }] of plans.entries()) {
    const disk = simulatedDisk(randomFrom(point));
    const outcome = await session(disk, plan, open, steps);
    injected += Math.min(1, disk.injected());
    if (end === 'power') disk.crash();
    const problem = await problemWith(disk, outcome, open);
    const { kind, at, stays } = plan;
    if (problem !== undefined) lost.push(`${kind} at ${at}${stays ? ' for good' : ''}, ${end}: ${problem}`);
  }
  return { points: plans.length, injected, lost };
}

interface Point {
  readonly plan: Plan;
  readonly end: 'death' | 'power';
}

async function plansOf(open: OpenStore, steps: readonly Step[], most: number, random: Random): Promise<Point[]> {
  const operations = await operationsOfSecond(open, steps);
  const all: Point[] = [];
  for (const kind of FAULT_KINDS) {
    for (let at = 0; at < operations; at++) {
      for (const [stays, end] of ENDINGS) all.push({ plan: { at, kind, stays }, end });
    }
  }
  if (all.length <= most) return all;
  return Array.from({ length: most }, () => all[Math.floor(random() * all.length)]!);
}

/** Operations of the second program when nothing goes wrong: those that the plan can strike. */
async function operationsOfSecond(open: OpenStore, steps: readonly Step[]): Promise<number> {
  const second = steps.findIndex(({ kind }) => kind === 'reopen');
  const end = steps.findIndex(({ kind }, i) => i > second && kind === 'reopen');
  const disk = simulatedDisk(randomFrom(1));
  await session(disk, undefined, open, end < 0 ? steps : steps.slice(0, end));
  return disk.operations();
}

/** Earlier epochs are dead processes. */
function openOurs(files: FilePort, epoch: number): Promise<Store> {
  const processes: Processes = { self: { pid: epoch, started: '' }, isAlive: ({ pid }) => pid === epoch };
  return openJournal('/data', RULES, { files, processes });
}

async function openNaive(files: FilePort): Promise<Store> {
  const bytes = await files.read('/data/list');
  let entries: readonly number[] = bytes === undefined || bytes.length === 0 ? [] : listOf(bytes);
  return {
    read: async () => entries,
    async append(entry) {
      entries = [...entries, entry];
      await files.remove('/data/list');
      const file = await files.create('/data/list');
      await writeAll(file, new TextEncoder().encode(JSON.stringify(entries)));
      await file.close();
    },
    close: async () => undefined,
  };
}

function listOf(bytes: Uint8Array): readonly number[] {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as number[];
  } catch {
    throw Object.assign(new Error('not a list'), { code: 'EBADMSG' });
  }
}
