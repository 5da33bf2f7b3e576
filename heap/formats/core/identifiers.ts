// Names in namespaces: the only texts of a core that are kept, for the labels of attributes.
import { allocateF64, release } from '../../base/column.ts';
import { KIND, KIND_MASK } from '../../model/kinds.ts';
import { encodeUtf8 } from '../../base/utf8.ts';
import { resident } from './space.ts';
import { textOf } from './texts.ts';
import type { Walk } from './walk.ts';

const MOST_LENGTH = 64;
const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const FORM_IDENTIFIER = 3;

/** Previews of the str keys of module, class and instance dictionaries that are identifiers. O(their entries). */
export async function addIdentifiers(walk: Walk): Promise<void> {
  const { objects, references, previews } = walk.draft;
  const counts = objects.references.finish();
  const kinds = references.kind.finish();
  const targets = references.target.finish();
  const first = allocateF64(counts.length + 1, 'first references', walk.draft.ledger);
  for (let row = 0; row < counts.length; row++) first[row + 1] = first[row] + counts[row];
  const spaces = new Set<number>();
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i] & KIND_MASK;
    if (kind === KIND.dict || kind === KIND.globals) spaces.add(walk.rowOf(targets[i]));
  }
  const named = new Set<number>();
  for (const row of spaces) {
    for (let i = first[row]; i < first[row + 1]; i++) {
      const key = targets[i];
      if ((kinds[i] & KIND_MASK) !== KIND.key || named.has(key)) continue;
      named.add(key);
      const text = await textAt(walk, key);
      if (text === undefined || text.length > MOST_LENGTH || !IDENTIFIER.test(text)) continue;
      previews.object.push(walk.rowOf(key));
      previews.form.push(FORM_IDENTIFIER);
      const bytes = encodeUtf8(text);
      previews.texts.append(bytes, 0, bytes.length);
    }
  }
  release(first.byteLength, walk.draft.ledger);
}

function textAt(walk: Walk, key: number): Promise<string | undefined> {
  return resident(walk.types.space, () => textOf(walk.types, key, MOST_LENGTH + 1));
}
