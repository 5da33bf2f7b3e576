// Every example of the gallery is run over heaps that have what it asks about, and its answer checked against the analyses.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { SQL_EXAMPLES, type SqlExampleId } from '#heap/model/sqlExamples.ts';
import { load } from '#heap/testing/loading.ts';
import { OBJECT_ANSWERS } from '#heap/testing/objectAnswers.ts';
import { REFERENCE_ANSWERS } from '#heap/testing/referenceAnswers.ts';
import { factsOf, type Facts, type Row } from '#heap/testing/sqlFacts.ts';
import { COMPILED, sqlOver, type SqlOver } from '../testing/sqlOver.ts';

const ANSWERS: Readonly<Record<SqlExampleId, (facts: Facts) => readonly Row[]>> = {
  ...OBJECT_ANSWERS,
  ...REFERENCE_ANSWERS,
};

let facts: Facts;
let sql: SqlOver;

beforeAll(async () => {
  facts = factsOf((await load(readFileSync('samples/demo.ouro'))).heap);
  sql = await sqlOver(facts.heap, facts.results);
}, COMPILED);

describe('the gallery', () => {
  test('has at least 25 examples', () => expect(SQL_EXAMPLES.length).toBeGreaterThanOrEqual(25));

  test.each(SQL_EXAMPLES)('$id says what the analyses say', async ({ id, sql: text }) => {
    expect(await sql.rows(text)).toEqual(ANSWERS[id](facts));
  });

  test('nearly all of them have something to say about the sample', () => {
    const silent = SQL_EXAMPLES.filter(({ id }) => ANSWERS[id](facts).length === 0).map(({ id }) => id);
    expect(silent.length, silent.join(', ')).toBeLessThanOrEqual(3);
  });
});
