// Names of types: C strings where they were dumped, else what module and class dictionaries call them.
import { TP_NAME, TYPE_FLAG, type CoreType, type Types } from './types.ts';
import { cStringOf, dictGet, eachEntry, textOf } from './texts.ts';

export interface TypeName {
  readonly module: string;
  readonly qualname: string;
  /** True: read out of a dictionary because the C string was not dumped. */
  readonly inferred: boolean;
}

/** Names under which `types` and `weakref` show types that call themselves otherwise. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['FunctionType', 'function'],
  ['LambdaType', 'function'],
  ['CodeType', 'code'],
  ['MappingProxyType', 'mappingproxy'],
  ['CellType', 'cell'],
  ['GeneratorType', 'generator'],
  ['CoroutineType', 'coroutine'],
  ['AsyncGeneratorType', 'async_generator'],
  ['MethodType', 'method'],
  ['BuiltinFunctionType', 'builtin_function_or_method'],
  ['BuiltinMethodType', 'builtin_function_or_method'],
  ['WrapperDescriptorType', 'wrapper_descriptor'],
  ['MethodWrapperType', 'method-wrapper'],
  ['MethodDescriptorType', 'method_descriptor'],
  ['ClassMethodDescriptorType', 'classmethod_descriptor'],
  ['GetSetDescriptorType', 'getset_descriptor'],
  ['MemberDescriptorType', 'member_descriptor'],
  ['ModuleType', 'module'],
  ['TracebackType', 'traceback'],
  ['FrameType', 'frame'],
  ['SimpleNamespace', 'types.SimpleNamespace'],
  ['GenericAlias', 'types.GenericAlias'],
  ['NoneType', 'NoneType'],
  ['EllipsisType', 'ellipsis'],
  ['NotImplementedType', 'NotImplementedType'],
  ['ReferenceType', 'weakref.ReferenceType'],
  ['ref', 'weakref.ReferenceType'],
  ['ProxyType', 'weakref.ProxyType'],
  ['CallableProxyType', 'weakref.CallableProxyType'],
]);

const MODULE_OBJECT_DICT = 16;
const TP_DICT = 264;

/** Votes on what a type without a name is called. */
export class TypeNames {
  /** Address -> name, from the dictionaries of modules and classes. */
  readonly #inferred = new Map<number, string>();

  constructor(private readonly types: Types) {}

  get inferred(): number {
    return this.#inferred.size;
  }

  of(type: CoreType): TypeName {
    const { types } = this;
    if ((type.flags & TYPE_FLAG.heap) !== 0) {
      const qualname = textOf(types, types.space.word(type.address + types.layout.typeQualname));
      if (qualname !== undefined && qualname !== '') return { module: this.#moduleOf(type), qualname, inferred: false };
    }
    const name = cStringOf(types, types.space.word(type.address + TP_NAME));
    if (name !== undefined) return { ...split(name), inferred: false };
    const inferred = this.#inferred.get(type.address);
    if (inferred !== undefined) return { ...split(inferred), inferred: true };
    return { module: '', qualname: `type@${type.address.toString(16)}`, inferred: true };
  }

  /**
   * Reads the dictionaries of `modules` (the dict `sys.modules`). Builtins and `types` decide first, then the most frequent
   * name; names with a leading underscore last. O(entries of all module and class dictionaries).
   */
  infer(modules: number): void {
    const { types } = this;
    const votes = new Map<number, Map<string, number>>();
    const named = new Map<number, string>();
    const classes: number[] = [];
    const vote = (module: string, key: string, address: number): void => {
      const type = types.ofObject(address);
      if (type === undefined || (type.flags & TYPE_FLAG.type) === 0) return;
      const found = types.at(address);
      if (found === undefined) return;
      classes.push(address);
      if ((found.flags & TYPE_FLAG.heap) !== 0) return;
      if (!hasFirstWord(named, module, key, address)) voteFor(votes, module, key, address);
    };
    eachEntry(types, modules, (key, module) => {
      const name = textOf(types, key) ?? '';
      eachEntry(types, types.space.word(module + MODULE_OBJECT_DICT), (attribute, value) => {
        // Decoding costs more than asking whether the value is a type at all.
        if (!this.#isType(value)) return;
        vote(name, textOf(types, attribute) ?? '', value);
      });
    });
    for (const address of new Set(classes)) {
      eachEntry(types, types.space.word(address + TP_DICT), (attribute, value) => {
        if (this.#isType(value)) vote('', textOf(types, attribute) ?? '', value);
      });
    }
    this.#inferred.clear();
    for (const [address, names] of votes) this.#inferred.set(address, mostOf(names));
    for (const [address, name] of named) this.#inferred.set(address, name);
  }

  #isType(address: number): boolean {
    const type = this.types.ofObject(address);
    return type !== undefined && (type.flags & TYPE_FLAG.type) !== 0;
  }

  #moduleOf(type: CoreType): string {
    const { types } = this;
    const named = textOf(types, dictGet(types, types.space.word(type.address + TP_DICT), '__module__'));
    if (named !== undefined) return named;
    const name = cStringOf(types, types.space.word(type.address + TP_NAME));
    return name === undefined ? '' : split(name).module;
  }
}

/** Builtins and the aliases of `types` need no vote. */
function hasFirstWord(named: Map<number, string>, module: string, key: string, address: number): boolean {
  const alias = ALIASES.get(key);
  if (module === 'builtins') named.set(address, key);
  else if (module === 'types' && alias !== undefined) {
    if (!named.has(address)) named.set(address, alias);
  } else return false;
  return true;
}

/** Private names count only where there are no others. */
function voteFor(votes: Map<number, Map<string, number>>, module: string, key: string, address: number): void {
  const name = ALIASES.get(key) ?? (module === '' ? key : `${module}.${key}`);
  const of = votes.get(address) ?? new Map<string, number>();
  const weight = key.startsWith('_') && key !== '_lru_cache_wrapper' ? 1 : 1000;
  of.set(name, (of.get(name) ?? 0) + weight);
  votes.set(address, of);
}

function split(name: string): { readonly module: string; readonly qualname: string } {
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return { module: 'builtins', qualname: name };
  return { module: name.slice(0, dot), qualname: name.slice(dot + 1) };
}

function mostOf(names: ReadonlyMap<string, number>): string {
  let best = '';
  let most = 0;
  for (const [name, count] of names) {
    if (count <= most) continue;
    best = name;
    most = count;
  }
  return best;
}
