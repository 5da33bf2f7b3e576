// `ouro export DUMP ADDR|#ROW|QUERY --to dot|graphml|svg`: what a picture shows, for other programs.
import { dotOf } from '#heap/exports/dot.ts';
import { graphFile, type GraphFile } from '#heap/exports/graphFile.ts';
import { graphmlOf } from '#heap/exports/graphml.ts';
import { graphSvg } from '#heap/exports/graphSvg.ts';
import type { ObjectId } from '#heap/model/ids.ts';
import type { Subgraph, SubgraphRequest } from '#heap/model/pictures.ts';
import type { HeapApi } from '#workers/api.ts';
import type { Remote } from 'comlink';
import { oneOf, operand, UsageError, wholeNumber, type Command } from '../arguments.ts';
import { EVERYTHING, valueOf } from '../investigation.ts';
import { namingOf } from '../naming.ts';
import { printJson, type Output } from '../output.ts';
import { withHeap } from '../withHeap.ts';
import { writeWhole } from '../writeWhole.ts';

export type GraphFormat = 'dot' | 'graphml' | 'svg';

const WRITERS: Readonly<Record<GraphFormat, (graph: GraphFile) => string>> = {
  dot: dotOf,
  graphml: graphmlOf,
  svg: (graph) => graphSvg(graph, 'file'),
};
const PICTURES = ['neighbourhood', 'paths', 'dominators'] as const;
/** Objects of a set that are drawn, the largest first. */
const MOST_OF_SET = 20;

export function exportGraph(command: Command, output: Output, format: GraphFormat): Promise<number> {
  const asked = operand(command, 1, 'an address, #ROW or query');
  const path = command.options['out'];
  if (path === undefined) throw new UsageError('export: -o PATH is missing');
  const picture = oneOf(command, 'picture', PICTURES, 'neighbourhood');
  const limit = wholeNumber(command, 'limit', 60, 2_000);
  const naming = namingOf(command);
  return withHeap(command, output, EVERYTHING, async ({ heap }) => {
    const { objects, total } = await objectsOf(heap, asked);
    const subgraphs: Subgraph[] = [];
    for (const object of objects) subgraphs.push(valueOf(await heap.subgraph(requestOf(picture, object, limit))));
    const graph = graphFile(
      joined(subgraphs, total - objects.length),
      naming.redacted ? 'redacted picture' : asked,
      naming,
    );
    await writeWhole(path, async (file) => {
      await file.writeFile(WRITERS[format](graph));
      return 1;
    });
    const nodes = graph.nodes.length;
    const references = graph.edges.length;
    if (output.json)
      printJson(output, { out: path, nodes, references, redacted: graph.redacted, leftOut: graph.leftOut });
    else output.err(`${nodes} nodes and ${references} references written; left out: ${graph.leftOut}\n`);
  });
}

async function objectsOf(
  heap: Remote<HeapApi>,
  asked: string,
): Promise<{ readonly objects: readonly ObjectId[]; readonly total: number }> {
  if (/^(0x[0-9a-f]+|[@#]\d+)$/i.test(asked)) return { objects: [valueOf(await heap.locate(asked))], total: 1 };
  const request = {
    first: 0,
    count: MOST_OF_SET,
    order: 'retained',
    direction: 'descending',
    query: asked,
    type: undefined,
  } as const;
  const { rows, total } = valueOf(await heap.objects(request));
  if (rows.length === 0) throw new UsageError('export: the query finds no object');
  return { objects: rows.map(({ object }) => object), total };
}

function requestOf(picture: (typeof PICTURES)[number], object: ObjectId, limit: number): SubgraphRequest {
  return { kind: picture === 'paths' ? 'pathUnion' : picture, object, limit };
}

/** Every object and reference once. */
function joined(subgraphs: readonly Subgraph[], left: number): Subgraph {
  const nodes = new Map(subgraphs.flatMap(({ nodes }) => nodes.map((node) => [node.object.object, node] as const)));
  const edges = new Map(
    subgraphs.flatMap(({ edges }) =>
      edges.map((edge) => [`${edge.from} ${edge.to} ${edge.role === 'weak'}`, edge] as const),
    ),
  );
  const folds = subgraphs.length === 1 ? (subgraphs[0]?.folds ?? []) : [];
  const sum = subgraphs.reduce((count, subgraph) => count + subgraph.left, left);
  return { nodes: [...nodes.values()], edges: [...edges.values()], folds, left: sum, answer: 'drawn' };
}
