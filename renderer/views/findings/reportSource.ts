// Everything a report says, asked of the heap that is open.
import type { Outcome } from '#heap/base/fault.ts';
import type { DumpReportSource } from '#heap/findings/dumpReport.ts';
import type { Finding } from '#heap/findings/finding.ts';
import { pictureQuestions, type ReportPicture } from '#heap/findings/reportPictures.ts';
import type { AutoFinding } from '#heap/model/findingRows.ts';
import type { OpenedDump } from '#main/bridge.ts';
import type { Ask } from '../../state/client.svelte.ts';

const TILES = 20;
const TYPES = 100;

/** As `ouro report` asks, without conditions. What the dump cannot answer is left out; only the types must be there. */
export async function reportSource(
  ask: Ask,
  opened: Pick<OpenedDump, 'manifest' | 'name'>,
  findings: readonly Finding[],
  now: Date,
): Promise<Outcome<DumpReportSource>> {
  const types = await ask.types({ first: 0, count: TYPES, order: 'selfSize', direction: 'descending', filter: '' });
  if (!types.ok) return types;
  const automatic = valueOr(await ask.findings(), []);
  const source = {
    manifest: opened.manifest,
    name: opened.name,
    written: now.toISOString(),
    judged: [],
    automatic,
    pictures: await picturesOf(ask, automatic),
    tiles: valueOr(await ask.treemap(TILES), []),
    types: types.value.rows,
    findings,
  };
  return { ok: true, value: source };
}

async function picturesOf(ask: Ask, automatic: readonly AutoFinding[]): Promise<readonly ReportPicture[]> {
  const pictures: ReportPicture[] = [];
  for (const { finding, request } of pictureQuestions(automatic)) {
    const subgraph = await ask.subgraph(request);
    if (subgraph.ok) pictures.push({ finding, subgraph: subgraph.value });
  }
  return pictures;
}

function valueOr<Value>(outcome: Outcome<Value>, otherwise: Value): Value {
  return outcome.ok ? outcome.value : otherwise;
}
