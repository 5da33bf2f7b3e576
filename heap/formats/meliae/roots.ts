// Roots are not recorded: they are inferred from what is always alive in a CPython process.
import { hasBit } from '../../base/bits.ts';
import { NONE } from '../../base/brand.ts';
import { ROOT_KINDS } from '../../model/kinds.ts';
import { targetOf, type LinkedRows } from './linked.ts';
import { textOfRow } from './previews.ts';
import { TYPE, type Reading } from './reading.ts';

/** Said in the manifest, for whoever asks where the roots come from. */
export const INFERRED = 'inferred: objects of type module, the dict that is sys.modules, objects of type frame';

/** Modules, `sys.modules` and frames. O(rows). */
export function inferRoots(reading: Reading, linked: LinkedRows): void {
  const { modules } = reading;
  const rows = modules.row.finish();
  const names = modules.name.finish();
  for (let i = 0; i < rows.length; i++) {
    if (!hasBit(linked.dropped, rows[i])) addRoot(reading, rows[i], 'module', names[i]);
  }
  const table = moduleTable(linked);
  if (table !== NONE) {
    addRoot(reading, table, 'registry', reading.names.stringAt(reading.names.addText('sys.modules')));
  }
  for (let row = 0; row < linked.rows; row++) {
    if (linked.type[row] !== TYPE.frame || hasBit(linked.dropped, row)) continue;
    addRoot(reading, row, 'frame', textOfRow(reading, row));
  }
}

/** More entries than any dict of modules that is not `sys.modules`. */
const MOST_OTHER_MODULES = 20;

/** The only dict with more than 20 entries whose values are all modules or None; NONE when there is none or several. */
function moduleTable(linked: LinkedRows): number {
  const { rows, first, type, dropped } = linked;
  let found = NONE;
  for (let row = 0; row < rows; row++) {
    if (type[row] !== TYPE.dict || first[row + 1] - first[row] <= 2 * MOST_OTHER_MODULES) continue;
    let at = first[row] + 1;
    while (at < first[row + 1] && isModuleOrNone(targetOf(linked, at), type)) at += 2;
    if (at < first[row + 1] || hasBit(dropped, row)) continue;
    if (found !== NONE) return NONE;
    found = row;
  }
  return found;
}

function isModuleOrNone(row: number, type: Uint32Array): boolean {
  return row !== NONE && (type[row] === TYPE.module || type[row] === TYPE.NoneType);
}

function addRoot({ draft }: Reading, row: number, kind: 'module' | 'registry' | 'frame', label: number): void {
  const { roots, objects } = draft;
  roots.address.push(objects.address.reserve(0)[row]);
  roots.label.push(label);
  roots.thread.push(NONE);
  roots.frame.push(NONE);
  roots.kind.push(ROOT_KINDS.indexOf(kind));
}
