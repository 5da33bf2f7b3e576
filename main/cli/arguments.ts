// The command line as data. Options are Node's own `parseArgs`; what a command takes is listed once.
import { parseArgs } from 'node:util';

export const COMMAND_NAMES = [
  'info',
  'types',
  'top',
  'object',
  'references',
  'referrers',
  'paths',
  'cycles',
  'refcounts',
  'gc',
  'generations',
  'threads',
  'frames',
  'owners',
  'arenas',
  'rss',
  'allocations',
  'advise',
  'duplicates',
  'whatif',
  'suggest',
  'why',
  'search',
  'sql',
  'compare',
  'export',
  'report',
  'replay',
  'redact',
  'serve',
  'capture',
  'bench',
  'help',
  'version',
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];

export interface Command {
  readonly name: CommandName;
  /** What stands after the command: dump, object, query. */
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Every `--cut`. */
  readonly cuts: readonly string[];
  /** Every `--fail-on`. */
  readonly conditions: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly json: boolean;
}

/** The words cannot be understood: printed with the usage, exit code 2. */
export class UsageError extends Error {}

const VALUES = [
  'sort',
  'by',
  'top',
  'limit',
  'lens',
  'table',
  'columns',
  'to',
  'out',
  'port',
  'pid',
  'python',
  'exe',
  'sysroot',
  'rules',
  'finding-rules',
  'picture',
  'expect',
  'seconds',
] as const;
const FLAGS = ['json', 'strict', 'open', 'redact', 'help', 'version'] as const;

export const USAGE = `usage: ouro <command> <dump> [options]

  info DUMP                                 what the dump is and how complete
  types DUMP --sort count|self|retained --top N
  top DUMP --by self|retained --top N       largest objects
  object DUMP ADDR|#ROW                     one object in full
  references DUMP ADDR|#ROW --top N         what it holds
  referrers DUMP ADDR|#ROW --top N          what holds it
  paths DUMP ADDR|#ROW --limit K            paths from roots
  cycles DUMP --lens all|instances|default|structure|collector|hide-PARTS --top N
  refcounts DUMP --top N                    counts that do not add up
  gc DUMP                                   what a collection would free
  generations DUMP --top N                  types by generation, and what a collection visits
  arenas DUMP [#ROW] --top N                what pymalloc holds; the objects that hold one arena
  rss DUMP                                  where the resident memory is
  advise DUMP --top N                       what containers and values could save
  duplicates DUMP --top N                   equal strings and bytes, by type
  allocations DUMP [QUERY] --by site|stack --top N   where objects were allocated
  threads DUMP --top N                      stacks, and what their locals hold
  frames DUMP --top N                       what each local, frame and thread keeps, and what tasks await
  owners DUMP --by module|package|distribution --rules FILE --top N  who owns the memory
  whatif DUMP --cut FROM:LABEL ...          what dropping references would free
  suggest DUMP COMPONENT|ADDR|#ROW --lens L  where to cut a cycle, or what holds an object
  why DUMP ADDR|#ROW --limit K              why an object is alive
  search DUMP QUERY --top N                 type:app.Session retained>1MiB in:cycle
  sql DUMP QUERY ... --top N --seconds N --to csv|ndjson|parquet|arrow -o PATH  tables and columns: docs/sql.md
  compare A B [C ...] --by type|owner|component|path|dominator|site --top N  what is new, gone, survived
  export DUMP --table objects|references|types --columns a,b --to csv|ndjson --out PATH [--redact]
  export DUMP ADDR|#ROW|QUERY --to dot|graphml|svg --picture neighbourhood|paths|dominators -o PATH [--redact]
  export DUMP --to parquet|arrow -o FOLDER  every table of docs/sql.md as a file
  report DUMP -o FILE.html|.md|.json [--finding-rules FILE] [--fail-on CONDITION ...] [--redact]
  replay NOTEBOOK.json DUMP [--expect same|there|gone]  whether what was found holds: did the fix work?
  redact IN.ouro OUT.ouro                   graph, sizes and counts without names and values
  serve [DUMP...] --port N --no-open        in the browser, on this machine only
  capture --pid N --out FILE                dump a running CPython process
  help, version

  --exe PATH      of a core: the program it is of, for pages that the core leaves out
  --sysroot DIR   of a core: the folder that has its libraries under their paths, / on the same machine

  --json    result as JSON on stdout
  --strict  refuse a dump that is not complete

exit codes: 0 done, 1 bug, 2 usage, 3 done on a partial heap, 4 refused by --strict, 5 fault,
            6 a condition of report holds or cannot be judged, or a finding is not as replay expects
`;

/** Throws `UsageError`. */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parsed(args);
  const flags = new Set<string>(FLAGS.filter((flag) => values[flag] === true));
  if (values['no-open'] === true) flags.add('no-open');
  const options = Object.fromEntries(
    VALUES.map((name) => [name, typeof values[name] === 'string' ? values[name] : undefined]),
  );
  const word = flags.has('help') ? 'help' : flags.has('version') ? 'version' : positionals[0];
  const name = COMMAND_NAMES.find((known) => known === word);
  if (name === undefined)
    throw new UsageError(word === undefined ? 'a command is missing' : `unknown command '${word.slice(0, 40)}'`);
  return {
    name,
    operands: positionals.slice(1),
    options,
    cuts: textsIn(values['cut']),
    conditions: textsIn(values['fail-on']),
    flags,
    json: flags.has('json'),
  };
}

/** Operand `index`, named for the message when it is missing. */
export function operand(command: Command, index: number, name: string): string {
  const value = command.operands[index];
  if (value === undefined) throw new UsageError(`${command.name}: ${name} is missing`);
  return value;
}

export function oneOf<Word extends string>(
  command: Command,
  option: string,
  words: readonly Word[],
  otherwise: Word,
): Word {
  const value = command.options[option];
  if (value === undefined) return otherwise;
  const word = words.find((known) => known === value);
  if (word === undefined) throw new UsageError(`--${option} takes ${words.join(', ')}`);
  return word;
}

export function wholeNumber(command: Command, option: string, otherwise: number, most = 1_000_000): number {
  const value = command.options[option];
  if (value === undefined) return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > most)
    throw new UsageError(`--${option} takes a whole number up to ${most}`);
  return number;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function parsed(args: readonly string[]): {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
} {
  const options = Object.fromEntries([
    ...VALUES.map((name) => [name, { type: 'string' as const }]),
    ...[...FLAGS, 'no-open'].map((name) => [name, { type: 'boolean' as const }]),
    ['out', { type: 'string' as const, short: 'o' }],
    ['cut', { type: 'string' as const, multiple: true }],
    ['fail-on', { type: 'string' as const, multiple: true }],
  ]) as Record<string, { type: 'string' | 'boolean'; multiple?: boolean; short?: string }>;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('\n')[0] ?? 'bad options') : 'bad options');
  }
}
