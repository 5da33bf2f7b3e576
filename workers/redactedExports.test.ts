// Whatever a view can show is asked of a dump full of secrets and written redacted: none is in any file.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { columnType } from '#heap/base/column.ts';
import { crc32 } from '#heap/base/crc32.ts';
import type { Outcome } from '#heap/base/fault.ts';
import { dotOf } from '#heap/exports/dot.ts';
import { graphFile } from '#heap/exports/graphFile.ts';
import { graphmlOf } from '#heap/exports/graphml.ts';
import { graphSvg } from '#heap/exports/graphSvg.ts';
import { PLAIN_NAMING, redactedNaming, type Naming } from '#heap/exports/naming.ts';
import { redactedRow } from '#heap/exports/redaction.ts';
import { rowsCsv } from '#heap/exports/rowsCsv.ts';
import { dumpReport, reportJson, type DumpReportSource } from '#heap/findings/dumpReport.ts';
import { findingsJson, findingsMarkdown } from '#heap/findings/report.ts';
import { reportHtml } from '#heap/findings/reportHtml.ts';
import { reportMarkdown } from '#heap/findings/reportMarkdown.ts';
import { pictureQuestions } from '#heap/findings/reportPictures.ts';
import { columnsOf } from '#heap/model/columns.ts';
import { componentId, objectId } from '#heap/model/ids.ts';
import type { Subgraph } from '#heap/model/pictures.ts';
import { interpreters } from '#heap/testing/interpreters.ts';
import { load } from '#heap/testing/loading.ts';
import { capturePlanted, SECRETS, secretsIn } from '#heap/testing/plantedSecrets.ts';
import { ANALYSIS_ORDER } from './api.ts';
import { HeapService } from './heapService.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const python = interpreters().find(({ version }) => version.startsWith('3.11')) ?? interpreters()[0];

const redacted = redactedNaming((text) => createHmac('sha256', 'a key').update(text).digest('hex').slice(0, 12));

async function serviceOf(path: string): Promise<HeapService> {
  const { heap } = await load(new Uint8Array(readFileSync(path)));
  const columns = new Map([
    ...columnsOf(heap),
    ['histogram.count', new Uint32Array(heap.types.length).fill(1)] as const,
    ['histogram.selfSize', new Float64Array(heap.types.length).fill(1)] as const,
  ]);
  const bytes = new Map(
    [...columns].map(([name, column]) => [
      name as string,
      new Uint8Array(column.buffer, column.byteOffset, column.byteLength),
    ]),
  );
  const entries = [...columns].map(([name, column]) => ({
    name: name as string,
    type: columnType(column),
    length: column.length,
    crc32: crc32(bytes.get(name) ?? new Uint8Array(0)),
  }));
  const service = new HeapService(
    () => ({
      fill(entry, into, onBytes) {
        into.set(bytes.get(entry.name) ?? new Uint8Array(0));
        onBytes(into.length);
        return Promise.resolve();
      },
    }),
    () => 0,
  );
  const source = { kind: 'folder', path: '' } as const;
  const manifest = { ...heap.manifest, columns: entries };
  await service.open({ source, manifest, memoryBudget: 2e9, shared: true }, undefined, () => undefined);
  for (const id of ANALYSIS_ORDER) await service.analyse(id, undefined, () => undefined);
  return service;
}

const FIRST = { first: 0, count: 500 };

/** Every question whose answer is a table or a picture of some view. */
async function answersOf(service: HeapService, holder: number): Promise<readonly unknown[]> {
  const one = objectId(holder);
  const sorted = { ...FIRST, direction: 'descending', query: '', type: undefined } as const;
  const asked: Promise<Outcome<unknown>>[] = [
    service.types({ ...FIRST, order: 'retained', direction: 'descending', filter: '' }),
    service.objects({ ...sorted, order: 'retained' }),
    service.objects({ ...sorted, order: 'selfSize', query: 'Holder' }),
    service.describe(one),
    service.references(one, FIRST),
    service.referrers(one, FIRST),
    service.paths(one, 5),
    service.why(one, 5),
    service.dominatorChain(one),
    service.dominated(undefined, FIRST),
    service.components('default', FIRST),
    service.members('default', componentId(0), FIRST),
    service.entries('default', componentId(0), FIRST),
    service.alike('default', FIRST),
    service.weakDefeated(50),
    service.balances(FIRST),
    service.countTables(),
    service.collectionTables(),
    service.collectable(FIRST),
    service.generationTypes(),
    service.arenaPins(0, FIRST),
    service.advice(),
    service.threads(),
    service.heldSlots(),
    service.owners({ by: 'module', rules: '' }),
    service.treemap(50),
    service.findings(),
    service.fidelity(),
  ];
  const holders = await service.objects({ ...sorted, order: 'retained', query: 'type:*Holder' });
  for (const { object } of holders.ok ? holders.value.rows : []) asked.push(service.references(object, FIRST));
  const strings = await service.objects({ ...sorted, order: 'refcount', query: 'type:str' });
  if (strings.ok) asked.push(Promise.resolve(strings));
  // Values and keys are found by what they say.
  for (const { core } of SECRETS.filter(({ place }) => place === 'value' || place === 'key'))
    asked.push(service.objects({ ...sorted, count: 5, order: 'selfSize', query: core }));
  const answers: unknown[] = [];
  for (const outcome of await Promise.all(asked)) if (outcome.ok) answers.push(outcome.value);
  return answers;
}

function fileOf(answer: unknown, naming: Naming): string {
  const kept = naming.redacted ? redactedRow(answer, naming) : answer;
  const csv = rowsCsv();
  if (typeof kept === 'object' && kept !== null)
    csv.add('rows' in kept && Array.isArray(kept.rows) ? kept.rows : [kept]);
  return csv.parts().join('');
}

function sourceOf(service: DumpReportSource): DumpReportSource {
  const about = { confidence: 'high', status: 'open', created: '', changed: '' } as const;
  const findings = SECRETS.map(({ text }, n) => ({
    id: n.toString(16).padStart(16, '0'),
    title: text,
    note: `see ${text}`,
    target: { kind: 'type' as const, name: text },
    evidence: [{ label: text, value: text }],
    ...about,
  }));
  return { ...service, findings };
}

test('the search finds a secret in each form', () => {
  const [{ core } = { core: '' }] = SECRETS;
  const url = Buffer.from(core).toString('hex').replace(/../g, '%$&');
  const forms = [core, core.toUpperCase(), url, url.toUpperCase(), Buffer.from(core).toString('hex')].map((form) =>
    Buffer.from(`x${form}y`),
  );
  const wide = [Buffer.from(`x${core}y`, 'utf16le'), Buffer.from(`x${core}y`, 'utf16le').swap16()];
  const base64 = ['', 'a', 'ab', 'abc'].map((before) =>
    Buffer.from(Buffer.from(`${before}${core}tail`).toString('base64')),
  );
  for (const bytes of [...forms, ...wide, ...base64]) expect(secretsIn(bytes), String(bytes)).toEqual([SECRETS[0]]);
});

describe('a dump with 200 secrets in values, keys, names, paths, arguments and environment', () => {
  const path = join(folder, 'text.ouro');
  let answers: readonly unknown[] = [];
  let pictures: readonly Subgraph[] = [];
  let source: DumpReportSource;

  beforeAll(async () => {
    if (python === undefined) throw new Error('no Python');
    capturePlanted(python.path, folder, path, 'text');
    const service = await serviceOf(path);
    const holder = await service.objects({
      ...FIRST,
      count: 1,
      order: 'retained',
      direction: 'descending',
      query: 'Holder',
      type: undefined,
    });
    const row = holder.ok ? holder.value.rows[0] : undefined;
    answers = await answersOf(service, row?.object ?? 0);
    const automatic = await service.findings();
    const found = automatic.ok ? automatic.value : [];
    const drawn = [];
    for (const { finding, request } of pictureQuestions(found)) {
      const subgraph = await service.subgraph(request);
      if (subgraph.ok) drawn.push({ finding, subgraph: subgraph.value });
    }
    const around = await service.subgraph({
      kind: 'neighbourhood',
      object: row?.object ?? objectId(0),
      limit: 200,
      hops: 2,
    });
    pictures = [...drawn.map(({ subgraph }) => subgraph), ...(around.ok ? [around.value] : [])];
    const { heap } = await load(new Uint8Array(readFileSync(path)));
    const [types, tiles] = [
      await service.types({ ...FIRST, order: 'selfSize', direction: 'descending', filter: '' }),
      await service.treemap(50),
    ];
    source = sourceOf({
      manifest: heap.manifest,
      name: `${SECRETS[0]?.text}.ouro`,
      written: '2026-11-23T00:00:00Z',
      judged: [],
      automatic: found,
      pictures: drawn,
      tiles: tiles.ok ? tiles.value : [],
      types: types.ok ? types.value.rows : [],
      findings: [],
    });
  }, 120_000);

  const filesOf = (naming: Naming): readonly string[] => {
    const report = dumpReport(source, naming);
    const graphs = pictures.map((picture) => graphFile(picture, naming.redacted ? '' : 'picture', naming));
    return [
      ...answers.map((answer) => fileOf(answer, naming)),
      ...graphs.flatMap((graph) => [dotOf(graph), graphmlOf(graph), graphSvg(graph, 'file')]),
      reportHtml(report),
      reportMarkdown(report),
      reportJson(report),
      findingsMarkdown(source, naming),
      findingsJson(source, naming),
    ];
  };

  test('exports as they are hold most of them, so that the search can fail', () => {
    expect(answers.length).toBeGreaterThan(20);
    expect(pictures.length).toBeGreaterThan(1);
    expect(secretsIn(Buffer.from(filesOf(PLAIN_NAMING).join('\n')))).toHaveLength(200);
    const tables = answers.map((answer) => fileOf(answer, PLAIN_NAMING)).join('\n');
    expect(secretsIn(Buffer.from(tables)).length).toBeGreaterThan(90);
  });

  test('redacted exports hold none', () => {
    for (const file of filesOf(redacted)) expect(secretsIn(Buffer.from(file)), file.slice(0, 200)).toEqual([]);
  });

  test('a default capture holds names, which it is for, and nothing else of them', () => {
    const shape = join(folder, 'shape.ouro');
    capturePlanted(python?.path ?? 'python3', folder, shape, 'shape');
    const places = new Set(secretsIn(readFileSync(shape)).map(({ place }) => place));
    expect([...places].sort()).toEqual(['attribute', 'type']);
  });
});
