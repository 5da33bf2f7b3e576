// References of functions, code, frames and generators (Include/internal/pycore_frame.h, Objects/{code,frame,gen}object.c).
import { KIND } from '../../model/kinds.ts';
import { fitting } from './texts.ts';
import type { Walk } from './walk.ts';
import type { Layout } from './layout.ts';

const FUNCTION_FIELDS = [
  ['functionGlobals', 'globals', 'globals'],
  ['functionBuiltins', 'builtins', 'builtins'],
  ['functionCode', 'code', 'code'],
  ['functionDefaults', 'default', 'defaults'],
  ['functionKeywordDefaults', 'default', 'kwdefaults'],
  ['functionClosure', 'closure', 'closure'],
  ['functionDoc', 'attribute', 'doc'],
  ['functionName', 'name', 'name'],
  ['functionQualname', 'name', 'qualname'],
  ['functionModule', 'module', 'module'],
  ['functionAnnotations', 'attribute', 'annotations'],
  ['functionAnnotate', 'attribute', 'annotate'],
  ['functionTypeParameters', 'attribute', 'type_params'],
] as const;

/** `__dict__` comes with the attributes of the object. */
export function functionFields(walk: Walk, address: number): void {
  const { space, layout } = walk.types;
  for (const [field, kind, name] of FUNCTION_FIELDS) {
    const at = layout[field];
    if (at < 0) continue;
    const target = space.word(address + at);
    if (target !== 0) walk.add(target, KIND[kind], walk.label(name));
  }
}

const CODE_LABELS: readonly (readonly [keyof Layout, keyof typeof KIND, string])[] = [
  ['codeConstants', 'constant', 'co_consts'],
  ['codeNames', 'name', 'co_names'],
  ['codeVariables', 'name', 'co_varnames'],
  ['codeFree', 'name', 'co_freevars'],
  ['codeCells', 'name', 'co_cellvars'],
  ['codeFilename', 'name', 'co_filename'],
  ['codeName', 'name', 'co_name'],
  ['codeQualname', 'name', 'co_qualname'],
];

/** Code has no `tp_traverse`: all of it is hidden. */
export function codeFields(walk: Walk, address: number): void {
  const { space, layout } = walk.types;
  const labels = new Map(CODE_LABELS.map(([field, kind, name]) => [layout[field], { kind, name }]));
  for (let at = 16; at < layout.codeEnd; at += 8) {
    if (at === layout.codeWeak || at === layout.codeExtra || at === layout.codeZombie) continue;
    const target = space.word(address + at);
    const known = labels.get(at);
    if (known !== undefined) walk.addIfObject(target, KIND[known.kind], walk.label(known.name));
    else walk.addIfObject(target, KIND.internal);
  }
  if (layout.codeCached < 0) return;
  const cached = space.word(address + layout.codeCached);
  if (!space.isMapped(cached, 32)) return;
  for (let i = 0; i < 4; i++) walk.addIfObject(space.word(cached + i * 8), KIND.internal);
}

/** StringIds of the local variables of a code object, cells and free variables behind them. */
export function localNames(walk: Walk, code: number): readonly number[] {
  const { layout } = walk.types;
  const tuples = [layout.codeVariables, layout.codeCells, layout.codeFree].filter((at) => at >= 0);
  return tuples.flatMap((at) => tupleLabels(walk, walk.types.space.word(code + at)));
}

function tupleLabels(walk: Walk, tuple: number): readonly number[] {
  const { space, layout } = walk.types;
  const count = Math.min(65_536, fitting(walk.types, tuple + layout.tupleItems, space.signed(tuple + 16), 8));
  return Array.from({ length: Math.max(0, count) }, (_, i) =>
    walk.labelAt(space.word(tuple + layout.tupleItems + i * 8)),
  );
}

/** CPython 3.8 to 3.10, where every frame is an object. */
export function oldFrame(walk: Walk, address: number): void {
  const { space, layout } = walk.types;
  const code = space.word(address + layout.oldFrameCode);
  walk.addIfObject(space.word(address + layout.frameBack), KIND.frame, walk.label('f_back'));
  walk.addIfObject(code, KIND.code, walk.label('f_code'));
  walk.addIfObject(space.word(address + layout.oldFrameBuiltins), KIND.builtins, walk.label('f_builtins'));
  walk.addIfObject(space.word(address + layout.oldFrameGlobals), KIND.globals, walk.label('f_globals'));
  walk.addIfObject(space.word(address + layout.oldFrameLocals), KIND.attribute, walk.label('f_locals'));
  walk.addIfObject(space.word(address + layout.oldTrace), KIND.attribute, walk.label('f_trace'));
  const values = space.word(address + layout.oldValueStack);
  const first = address + layout.oldLocalsPlus;
  const names = walk.rowOf(code) < 0 ? [] : localNames(walk, code);
  const locals = fitting(walk.types, first, Math.min((values - first) / 8, 65_536), 8);
  for (let i = 0; i < locals; i++) walk.addIfObject(space.word(first + i * 8), KIND.local, names[i] ?? 0);
  const top = layout.oldStackTop < 0 ? 0 : space.word(address + layout.oldStackTop);
  const live = layout.oldStackTop < 0 ? space.i32(address + layout.oldStackDepth) : top === 0 ? 0 : (top - values) / 8;
  const depth = fitting(walk.types, values, Math.min(live, 65_536), 8);
  for (let i = 0; i < depth; i++) walk.addIfObject(space.word(values + i * 8), KIND.stack, i);
}

/** 3.11+: the object; what it runs is inside when it has outlived its call. */
export function frameObject(walk: Walk, address: number): void {
  const { space, layout } = walk.types;
  for (let at = layout.frameBack; at < layout.ownFrame; at += 8) {
    if (at === layout.frameOfObject) continue;
    const label = at === layout.frameBack ? walk.label('f_back') : 0;
    walk.addIfObject(space.word(address + at), KIND.frame, label);
  }
  const own = address + layout.ownFrame;
  if (space.word(address + layout.frameOfObject) === own) frameContents(walk, own, 'own');
}

/** What an interpreter frame owns. `own`: its code and function are reported too. */
export function frameContents(walk: Walk, frame: number, how: 'own' | 'running'): void {
  const { space, layout } = walk.types;
  const code = codeOfFrame(walk, frame);
  walk.addIfObject(code, KIND.code, walk.label('f_code'));
  walk.addIfObject(space.word(frame + layout.frameFunction), KIND.function, walk.label('f_func'));
  walk.addIfObject(space.word(frame + layout.frameLocals), KIND.attribute, walk.label('f_locals'));
  if (space.word(frame + layout.frameObject) !== frame - layout.ownFrame || how === 'running') {
    walk.addIfObject(space.word(frame + layout.frameObject), KIND.frame, walk.label('frame'));
  }
  const names = walk.rowOf(code) < 0 ? [] : localNames(walk, code);
  const first = frame + layout.localsPlus;
  const count = liveWords(walk, frame, code);
  for (let i = 0; i < count; i++) {
    const word = space.word(first + i * 8);
    const target = layout.minor >= 14 ? word - (word % 4) : word;
    if (i < names.length) walk.addIfObject(target, KIND.local, names[i]);
    else walk.addIfObject(target, KIND.stack, i - names.length);
  }
}

export function codeOfFrame(walk: Walk, frame: number): number {
  const { space, layout } = walk.types;
  const word = space.word(frame + layout.frameCode);
  return layout.minor >= 14 ? word - (word % 4) : word;
}

/** Locals, and the stack above them while its height is known. */
export function liveWords(walk: Walk, frame: number, code: number): number {
  const { space, layout } = walk.types;
  const first = frame + layout.localsPlus;
  const locals = space.i32(code + layout.codeLocalsPlus);
  const top =
    layout.minor >= 14
      ? (space.word(frame + layout.frameStackTop) - first) / 8
      : space.i32(frame + layout.frameStackTop);
  const count = Number.isInteger(top) && top >= 0 && top < 1 << 20 ? top : locals;
  return fitting(walk.types, first, Math.min(count, 1 << 20), 8);
}

const FINISHED = 4;

export function generator(walk: Walk, address: number, basicSize: number, skipped: readonly number[]): void {
  const { space, layout } = walk.types;
  const end = layout.generatorFrame < 0 ? basicSize : layout.generatorFrame;
  for (let at = 16; at < end; at += 8) {
    if (skipped.includes(at) || at === layout.generatorPrevious) continue;
    walk.addIfObject(space.word(address + at), KIND.frame);
  }
  if (layout.generatorFrame < 0) return;
  const state = space.u8(address + layout.generatorFrameState);
  const frame = address + layout.generatorFrame;
  if (state < FINISHED || state > 127) frameContents(walk, frame, 'own');
  else if (layout.minor >= 14) walk.addIfObject(codeOfFrame(walk, frame), KIND.code);
}
