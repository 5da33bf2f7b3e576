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
    if (!hasBit(linked.dropped, rows[i])) addRoot(reading, rows[i], 'module', reading.names.stringAt(names[i]));
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

/**
 * The dict with more than 20 entries whose values are all modules or None (Python 2 keeps None for imports that failed), the one with
 * the most modules; NONE when there is none.
 */
function moduleTable(linked: LinkedRows): number {
  const { rows, first, type, dropped } = linked;
  let found = NONE;
  let most = MOST_OTHER_MODULES;
  for (let row = 0; row < rows; row++) {
    if (type[row] !== TYPE.dict || first[row + 1] - first[row] <= 2 * MOST_OTHER_MODULES) continue;
    if (hasBit(dropped, row)) continue;
    const modules = modulesIn(linked, row);
    if (modules <= most) continue;
    found = row;
    most = modules;
  }
  return found;
}

/** How many values of a dict are modules; 0 when another is neither a module nor None. */
function modulesIn(linked: LinkedRows, dict: number): number {
  const { first, type } = linked;
  let modules = 0;
  for (let at = first[dict] + 1; at < first[dict + 1]; at += 2) {
    const value = targetOf(linked, at);
    if (value === NONE || (type[value] !== TYPE.module && type[value] !== TYPE.NoneType)) return 0;
    if (type[value] === TYPE.module) modules++;
  }
  return modules;
}

function addRoot({ draft }: Reading, row: number, kind: 'module' | 'registry' | 'frame', label: number): void {
  const { roots, objects } = draft;
  roots.address.push(objects.address.reserve(0)[row]);
  roots.label.push(label);
  roots.thread.push(NONE);
  roots.frame.push(NONE);
  roots.kind.push(ROOT_KINDS.indexOf(kind));
}
