// The chapters in both languages name the same numbers and views, and every one of them exists.
import { readdirSync, readFileSync } from 'node:fs';
import { lexer, walkTokens } from 'marked';
import { describe, expect, test } from 'vitest';
import type { Advice } from '#heap/model/adviceRows.ts';
import type { GuideFigures } from '#heap/model/guideRows.ts';
import { silentTask } from '#heap/base/task.ts';
import { openLedger } from '#heap/base/column.ts';
import { memoryMap } from '#heap/queries/memoryMap.ts';
import { poolMap } from '#heap/analyses/poolMap.ts';
import { draw } from '#heap/testing/draw.ts';
import { guideFigures } from '#heap/queries/guideFigures.ts';
import { FIXED_VIEWS } from '../../state/view.ts';
import { LANGUAGES } from '../../words/language.ts';
import { CHAPTERS } from './chapters.ts';
import { LIVE, type LiveAnswers } from './live.ts';

function linksOf(language: string, chapter: string): readonly string[] {
  const links: string[] = [];
  walkTokens(lexer(readFileSync(`docs/guide/${language}/${chapter}.md`, 'utf8')), (token) => {
    if (token.type === 'link' && 'href' in token) links.push(String(token.href));
  });
  return links.sort();
}

const NOTHING: LiveAnswers = {
  manifest: undefined,
  figures: undefined,
  map: undefined,
  rss: undefined,
  cycles: undefined,
  collector: undefined,
  refcounts: undefined,
  advice: undefined,
  findings: undefined,
};

describe('the guide', () => {
  test('has its chapters in every language, and no other', () => {
    for (const language of LANGUAGES) {
      expect(readdirSync(`docs/guide/${language}`).sort()).toEqual(CHAPTERS.map((chapter) => `${chapter}.md`).sort());
    }
  });

  test.each([...CHAPTERS])('%s: the same numbers and views in every language, all of them known', (chapter) => {
    const links = linksOf('en', chapter);
    expect(linksOf('zh-CN', chapter)).toEqual(links);
    expect(links.length).toBeGreaterThan(3);
    const known = [...Object.keys(LIVE).map((name) => `live:${name}`), ...FIXED_VIEWS.map((kind) => `view:${kind}`)];
    for (const link of links) expect(known).toContain(link);
  });

  test('uses every number there is', () => {
    const used = new Set(CHAPTERS.flatMap((chapter) => linksOf('en', chapter)));
    expect(Object.keys(LIVE).filter((name) => !used.has(`live:${name}`))).toEqual([]);
  });

  test('nothing is said of a dump that says nothing', () => {
    for (const [name, live] of Object.entries(LIVE)) expect(live(NOTHING), name).toBeUndefined();
  });

  test('numbers are those of the heap, and lead to their view', () => {
    const { heap } = draw('root -> a; root -> b; a -> c; b -> c; a: size=40; b: size=60; c: size=600; root: size=100');
    const figures: GuideFigures = guideFigures(heap, {}, openLedger(), silentTask);
    const map = memoryMap(heap, poolMap(heap, openLedger(), silentTask), openLedger());
    const advice: Advice = {
      rows: [],
      totals: [
        { kind: 'dictSlack', objects: 1, saving: 1000, confidence: 'exact' },
        { kind: 'listSlack', objects: 1, saving: 24, confidence: 'exact' },
      ],
      unknown: [],
    };
    const answers = { ...NOTHING, figures, advice, map, manifest: heap.manifest };
    expect(LIVE['objects']?.(answers)).toEqual({ text: '4 objects', view: { kind: 'types', filter: '' } });
    expect(LIVE['meanSize']?.(answers)?.text).toBe('200 B');
    expect(LIVE['smallShare']?.(answers)?.text).toBe('75.0 %');
    expect(LIVE['slack']?.(answers)?.text).toBe('1.00 KiB');
    expect(LIVE['slots']?.(answers)?.text).toBe('0 B');
    expect(LIVE['mostRecoverable']?.(answers)).toEqual({
      text: 'Dict slack, 0.977 KiB',
      view: { kind: 'overhead', check: 'dictSlack' },
    });
    expect(LIVE['mostReferenced']?.(answers)?.text).toMatch(/, 2 times$/);
    expect(LIVE['pools']?.(answers)?.view).toEqual({ kind: 'map' });
  });
});
