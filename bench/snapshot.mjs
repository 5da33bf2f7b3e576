// node bench/snapshot.mjs OUT [objects]: a synthetic V8 snapshot, 250 MB with the default of 2.1 million objects and six references
// each: plain objects, arrays and closures, most of them near what they refer to, as in heaps of compilers.
import { closeSync, openSync, writeSync } from 'node:fs';

const [out, asked] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node bench/snapshot.mjs OUT [objects]');
const objects = Number(asked ?? 2_100_000);
const PER_OBJECT = 6;
const WIDTH = 7;
const NODE_KINDS = [
  'hidden',
  'array',
  'string',
  'object',
  'code',
  'closure',
  'regexp',
  'number',
  'native',
  'synthetic',
];
const EDGE_KINDS = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];
const names = ['<dummy>', '', 'Object', 'Node', 'Symbol', 'Map', '(object elements)', 'anonymous', 'system / Context'];
const labels = Array.from({ length: 400 }, (_, i) => `property${i}`);
const strings = [...names, ...labels, ...Array.from({ length: 60_000 }, (_, i) => `text number ${i} of the program`)];

let state = 12345;
const random = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 4294967296) * below);
};

const file = openSync(out, 'w');
let pending = [];
let size = 0;
const write = (text) => {
  pending.push(text);
  size += text.length;
  if (size > 1 << 22) flush();
};
const flush = () => {
  writeSync(file, pending.join(''));
  pending = [];
  size = 0;
};

const meta = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  node_types: [NODE_KINDS, 'string', 'number', 'number', 'number', 'number', 'number'],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [EDGE_KINDS, 'string_or_number', 'node'],
  location_fields: ['object_index', 'script_id', 'line', 'column'],
};
const edges = (objects - 1) * PER_OBJECT + 2;
write(
  `{"snapshot":{"meta":${JSON.stringify(meta)},"node_count":${objects},"edge_count":${edges},"trace_function_count":0},\n"nodes":[`,
);
const kinds = [3, 3, 3, 1, 2, 5, 0, 7];
for (let i = 0; i < objects; i++) {
  const kind = i === 0 ? 9 : kinds[i % kinds.length];
  const name = i === 0 ? 1 : kind === 3 ? 2 + (i % 4) : kind === 2 ? 409 + random(60_000) : 6 + (i % 3);
  const self = i === 0 ? 0 : 16 + 8 * random(12);
  write(`${i === 0 ? '' : ','}${kind},${name},${2 * i + 1},${self},${i === 0 ? 2 : PER_OBJECT},0,0\n`);
}
write(`],\n"edges":[5,3,${WIDTH}\n,1,2,${2 * WIDTH}\n`);
for (let i = 1; i < objects; i++) {
  for (let j = 0; j < PER_OBJECT; j++) {
    // As a program allocates: children just behind their parent, neighbours, and one in sixteen from anywhere.
    const isFar = j === 5 || random(16) === 0;
    const to = isFar ? random(objects) : j < 2 ? i + 1 + random(40) : i + random(2000) - 1000;
    const target = to > 0 && to < objects ? to : 1 + random(objects - 1);
    const kind = j === 5 ? 6 : j === 4 ? 3 : j === 3 ? 1 : 2;
    write(`,${kind},${kind === 1 ? random(1000) : 9 + ((i + j * 31) % 400)},${target * WIDTH}\n`);
  }
}
write(`],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[`);
for (let i = 1, first = true; i < objects; i += 16, first = false)
  write(`${first ? '' : ','}${i * WIDTH},${i % 99},${i % 4000},${i % 80}\n`);
write(`],\n"strings":[${strings.map((text) => JSON.stringify(text)).join(',\n')}]}\n`);
flush();
closeSync(file);
