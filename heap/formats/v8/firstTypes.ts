// Totals per class while the references are still being read: shapes and attributed sizes come later.
import { allocateF64, allocateU32, release } from '../../base/column.ts';
import type { FirstHistogram } from '../../model/histogram.ts';
import { classOfKind, classOfName } from './classes.ts';
import { codeOf } from './kinds.ts';
import type { Reading } from './reading.ts';
import type { Texts } from './texts.ts';

const OBJECT = codeOf('object');
const NATIVE = codeOf('native');

/** Of all objects, also those of 0 bytes. O(objects + strings), 12 bytes per string while it runs. */
export function firstTypes({ nodes, header, ledger }: Reading, texts: Texts): FirstHistogram {
  const kind = nodes.kind.finish();
  const name = nodes.name.finish();
  const selfSize = nodes.selfSize.finish();
  const strings = texts.finish();
  const count = allocateU32(strings.length + 256, 'first histogram', ledger);
  const bytes = allocateF64(strings.length + 256, 'first histogram', ledger);
  let total = 0;
  for (let object = 0; object < kind.length; object++) {
    const hasName = kind[object] === OBJECT || kind[object] === NATIVE;
    const group = hasName ? Math.min(name[object] + 1, strings.length - 1) : strings.length + kind[object];
    count[group]++;
    bytes[group] += selfSize[object];
    total += selfSize[object];
  }
  const classes = new Map<string, { count: number; selfSize: number }>();
  for (let group = 0; group < count.length; group++) {
    if (count[group] === 0) continue;
    const code = group - strings.length;
    const shown = code < 0 ? classOfName(texts.at(group)) : classOfKind(code, header.nodeKinds);
    const known = classes.get(shown) ?? { count: 0, selfSize: 0 };
    classes.set(shown, { count: known.count + count[group], selfSize: known.selfSize + bytes[group] });
  }
  release(count.byteLength + bytes.byteLength, ledger);
  const types = Array.from(classes, ([of, totals]) => ({ name: of, ...totals }));
  types.sort((a, b) => b.selfSize - a.selfSize || (a.name < b.name ? -1 : 1));
  return { objects: kind.length, selfSize: total, types: types.slice(0, MOST_TYPES) };
}

const MOST_TYPES = 500;
