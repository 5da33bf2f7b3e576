import { describe, expect, test } from 'vitest';
import { compareEn } from './compare.en.ts';
import { compareZhCn } from './compare.zh-CN.ts';
import { countsEn } from './counts.en.ts';
import { countsZhCn } from './counts.zh-CN.ts';
import { cyclesEn, graphEn } from './cycles.en.ts';
import { cyclesZhCn, graphZhCn } from './cycles.zh-CN.ts';
import { en } from './en.ts';
import { generationsEn } from './generations.en.ts';
import { generationsZhCn } from './generations.zh-CN.ts';
import { languageOf } from './language.ts';
import { sqlEn } from './sql.en.ts';
import { sqlZhCn } from './sql.zh-CN.ts';
import { ownersEn } from './owners.en.ts';
import { ownersZhCn } from './owners.zh-CN.ts';
import { threadsEn } from './threads.en.ts';
import { threadsZhCn } from './threads.zh-CN.ts';
import { whyEn } from './why.en.ts';
import { whyZhCn } from './why.zh-CN.ts';
import { setsEn } from './sets.en.ts';
import { setsZhCn } from './sets.zh-CN.ts';
import { replayEn } from './replay.en.ts';
import { replayZhCn } from './replay.zh-CN.ts';
import { overheadEn } from './overhead.en.ts';
import { overheadZhCn } from './overhead.zh-CN.ts';
import { memoryEn } from './memory.en.ts';
import { memoryZhCn } from './memory.zh-CN.ts';
import { allocationsEn } from './allocations.en.ts';
import { allocationsZhCn } from './allocations.zh-CN.ts';
import { guideEn } from './guide.en.ts';
import { guideZhCn } from './guide.zh-CN.ts';
import { companionsEn } from './companions.en.ts';
import { companionsZhCn } from './companions.zh-CN.ts';
import { zhCn } from './zh-CN.ts';

describe.each([
  ['page', en, zhCn],
  ['cycles', cyclesEn, cyclesZhCn],
  ['graph', graphEn, graphZhCn],
  ['why page', whyEn, whyZhCn],
  ['counts', countsEn, countsZhCn],
  ['generations', generationsEn, generationsZhCn],
  ['comparison', compareEn, compareZhCn],
  ['owners', ownersEn, ownersZhCn],
  ['sql', sqlEn, sqlZhCn],
  ['threads', threadsEn, threadsZhCn],
  ['sets', setsEn, setsZhCn],
  ['replays', replayEn, replayZhCn],
  ['overhead', overheadEn, overheadZhCn],
  ['memory', memoryEn, memoryZhCn],
  ['allocations', allocationsEn, allocationsZhCn],
  ['guide', guideEn, guideZhCn],
  ['companions', companionsEn, companionsZhCn],
])('words of the %s', (_, english, chinese) => {
  const sentences = new Map(sentencesOf(english));
  const translated = new Map(sentencesOf(chinese));

  test('have the same keys', () => {
    expect([...translated.keys()]).toEqual([...sentences.keys()]);
  });

  test('say something', () => {
    const silent = [...translated].filter(([, word]) => typeof word === 'string' && word.trim() === '');
    expect(silent).toEqual([]);
  });

  test.each([...sentences].flatMap(([key, word]) => (typeof word === 'function' ? [[key, word] as const] : [])))(
    '%s mentions the same values',
    (key, word) => {
      const other = translated.get(key);
      if (typeof other !== 'function') throw new Error(`${key} is no message`);
      // Optional parameters are the business of each language; how many are named is not.
      expect(other.length).toBeLessThanOrEqual(word.length);
      expect(mentioned(other)).toEqual(mentioned(word));
    },
  );
});

test.each([
  ['zh', 'zh-CN'],
  ['zh-Hans-SG', 'zh-CN'],
  ['en-GB', 'en'],
  ['zhx', 'en'],
  ['', 'en'],
])('a system that prefers %j reads %s', (preferred, language) => {
  expect(languageOf(preferred)).toBe(language);
});

type Word = string | ((...values: unknown[]) => unknown);

/** Every string and message with its path; lists of strings count as one word. */
function sentencesOf(words: object, path = ''): readonly (readonly [string, Word])[] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]): readonly (readonly [string, Word])[] => {
    const at = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') return [[at, value]];
    if (typeof value === 'function') return [[at, value as Word]];
    if (Array.isArray(value)) return [[at, value.length === 0 ? '-' : value.join(' ')]];
    return typeof value === 'object' && value !== null ? sentencesOf(value, at) : [];
  });
}

const NUMBERS = [7001, 7002, 7003, 7004, 7005];

/** Which of the numbers given to a message stand in what it says. */
function mentioned(message: (...values: unknown[]) => unknown): readonly number[] {
  let said: unknown;
  try {
    said = message(...NUMBERS);
  } catch {
    // Messages about records are compared by their type.
    return [];
  }
  const text = JSON.stringify(said) ?? '';
  return NUMBERS.filter((value) => text.replaceAll(/[,\s]/g, '').includes(String(value)));
}
