// Names of types: bare ones are in the file, modules come from what the program says of its own classes.
import { NONE } from '../../base/brand.ts';
import { emptyBits, hasBit, setBit, type Bits } from '../../base/bits.ts';
import { release } from '../../base/column.ts';
import { stringAt } from '../../base/strings.ts';
import { hexAddress } from '../../model/addresses.ts';
import { note } from '../../model/diagnostics.ts';
import { NO_ADDRESS } from '../../model/draft.ts';
import { TRAIT } from './layout.ts';
import { textOf, type Lookup } from './lookup.ts';
import type { Pass } from './pass.ts';
import { rowOfType, traitsOfType } from './typeIndex.ts';
import { CLASS_FORMS } from './wellKnown.ts';

/** `tp_flags`, Include/object.h. */
const HEAPTYPE = 1 << 9;
const TYPE_SUBCLASS = 1 << 31;
const FLAGS_OF: ReadonlyMap<string, number> = new Map([
  ['int', 1 << 24],
  ['bool', 1 << 24],
  ['list', 1 << 25],
  ['tuple', 1 << 26],
  ['bytes', 1 << 27],
  ['str', 1 << 28],
  ['dict', 1 << 29],
  ['type', TYPE_SUBCLASS],
]);

/** Modules, names and flags of all types. A type without an object in the file has none in the heap either. */
export function nameTypes(pass: Pass, bare: ReadonlyMap<number, string>, lookup: Lookup): void {
  const { types, strings, objects, log } = pass.draft;
  const rows = types.address.length;
  const modules = modulesOfClasses(pass, lookup);
  const [address, qualname, module] = [types.address.reserve(0), types.qualname.reserve(0), types.module.reserve(0)];
  const flags = types.flags.reserve(0);
  let nameless = 0;
  for (let type = 0; type < rows; type++) {
    const ofObject = lookup.get(address[type]);
    const said = modules.get(address[type]);
    const name = nameOfType(ofObject === undefined ? '' : textOf(pass, ofObject), bare.get(type), said);
    if (name === undefined) nameless++;
    const { qualname: own, module: of } = name ?? { qualname: `<type ${hexAddress(address[type])}>`, module: '' };
    qualname[type] = strings.add(own);
    module[type] = strings.add(of);
    if (of === BUILTINS) flags[type] |= FLAGS_OF.get(own) ?? 0;
    if (said !== undefined) flags[type] |= HEAPTYPE;
    if (ofObject === undefined) address[type] = NO_ADDRESS;
    else flags[objects.type.reserve(0)[ofObject]] |= TYPE_SUBCLASS;
  }
  note(log, 'lostType', nameless);
}

const BUILTINS = 'builtins';

/** `__module__` of classes, where it is a `str` whose text is in the file: a class statement made them, or PyType_FromSpec. */
function modulesOfClasses(pass: Pass, lookup: Lookup): ReadonlyMap<number, string> {
  const { classes, draft } = pass;
  const owner = classes.owner.finish();
  const first = classes.first.finish();
  const value = classes.value.finish();
  const isModule = attributesCalled(pass.classes, pass.draft, '__module__');
  const modules = new Map<number, string>();
  for (let i = 0; i < owner.length; i++) {
    for (let row = first[i]; row < first[i + 1]; row++) {
      const at = hasBit(isModule, row) ? lookup.get(value[row]) : undefined;
      if (at === undefined || !isText(pass, draft.objects.type.reserve(0)[at]) || modules.has(owner[i])) continue;
      modules.set(owner[i], textOf(pass, at));
    }
  }
  release(isModule.byteLength, draft.ledger);
  return modules;
}

/** Adds the addresses that `nameTypes` will ask for. */
export function wantTypes(pass: Pass, wanted: Set<number>): void {
  for (const address of pass.draft.types.address.finish()) wanted.add(address);
  const value = pass.classes.value.finish();
  const isModule = attributesCalled(pass.classes, pass.draft, '__module__');
  for (let row = 0; row < value.length && wanted.size < MOST_WANTED; row++) {
    if (hasBit(isModule, row)) wanted.add(value[row]);
  }
  release(isModule.byteLength, pass.draft.ledger);
}

/** A `Set` ends at 2^24. */
const MOST_WANTED = 4_000_000;

/** Which class attributes have a name. */
function attributesCalled(classes: Pass['classes'], draft: Pass['draft'], text: string): Bits {
  const name = classes.name.finish();
  const strings = draft.strings.finish();
  const found = emptyBits(name.length, 'class attributes', draft.ledger);
  const known = new Map<number, boolean>();
  for (let row = 0; row < name.length; row++) {
    let is = known.get(name[row]);
    if (is === undefined) {
      is = stringAt(strings, name[row]) === text;
      known.set(name[row], is);
    }
    if (is) setBit(found, row);
  }
  return found;
}

/** Type rows whose objects list an attribute `__dict__`: their instances may have a dict. */
export function typesWithDict({ classes, draft, types }: Pass): ReadonlySet<number> {
  const owner = classes.owner.finish();
  const first = classes.first.finish();
  const isDict = attributesCalled(classes, draft, '__dict__');
  const found = new Set<number>();
  for (let i = 0; i < owner.length; i++) {
    const type = rowOfType(types, owner[i]);
    for (let row = first[i]; row < first[i + 1] && type !== NONE; row++) if (hasBit(isDict, row)) found.add(type);
  }
  release(isDict.byteLength, draft.ledger);
  return found;
}

function isText({ types, draft }: Pass, type: number): boolean {
  return (traitsOfType(types, draft.types.address.reserve(0)[type]) & TRAIT.str) !== 0;
}

export interface TypeName {
  readonly module: string;
  readonly qualname: string;
}

/**
 * What `str(type)` says, where it agrees with the bare name: `<class 'app.models.Row.Key'>` is module `app.models` when the class
 * says so, else all before the bare name. Without it the bare name alone. undefined: nothing is known.
 */
export function nameOfType(text: string, bare: string | undefined, module: string | undefined): TypeName | undefined {
  const said = nameInForm(text);
  const name = bare ?? said?.slice(said.lastIndexOf('.') + 1);
  if (name === undefined) return undefined;
  const full = said === name || said?.endsWith(`.${name}`) === true ? said : name;
  if (module !== undefined) {
    return { module, qualname: full.startsWith(`${module}.`) ? full.slice(module.length + 1) : name };
  }
  return full === name
    ? { module: BUILTINS, qualname: name }
    : { module: full.slice(0, -name.length - 1), qualname: name };
}

/** `app.Row` of `<class 'app.Row'>`, type_repr in Objects/typeobject.c, and of the forms of Lib/enum.py. */
function nameInForm(text: string): string | undefined {
  if (!CLASS_FORMS.some((form) => text.startsWith(form)) || !text.endsWith("'>")) return undefined;
  const name = text.slice(text.indexOf("'") + 1, -2);
  return name === '' ? undefined : name;
}
