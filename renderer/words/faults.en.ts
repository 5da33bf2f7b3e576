// English: four lines per fault code, always what, where, what still works, what to do.
import type { Fault } from '#heap/base/fault.ts';
import { counting } from './numbers.ts';

export interface FaultWords {
  readonly what: string;
  readonly where: string;
  readonly still: string;
  readonly todo: string;
}

export type FaultSentences = {
  readonly [Code in Fault['code']]: (fault: Extract<Fault, { readonly code: Code }>) => FaultWords;
};

const n = counting('en');

export const faultsEn: FaultSentences = {
  'format/unknown': (f) => ({
    what: 'This is not a heap dump Ouroboros knows.',
    where: `Tried: ${f.tried.join(', ')}.`,
    still: 'Nothing was changed.',
    todo: 'Choose another file, or capture one.',
  }),
  'format/version': (f) => ({
    what: `This dump has version ${f.found}.`,
    where: `This program reads ${f.supported}.`,
    still: 'Other dumps open.',
    todo: 'Update Ouroboros or capture again.',
  }),
  'format/truncated': (f) => ({
    what: 'This file ends before anything could be read.',
    where: `Byte ${n(f.offset)}, ${f.section}.`,
    still: 'Nothing of it can be shown.',
    todo: 'It was probably copied while being written: copy it again.',
  }),
  'format/corrupt': (f) => ({
    what: 'This file is damaged.',
    where: `Byte ${n(f.offset)}, ${f.section}: ${f.reason}.`,
    still: 'Nothing of it could be read.',
    todo: 'Copy it again or capture anew.',
  }),
  'format/limit': (f) => ({
    what: `This file asks for more than Ouroboros allows (${f.limit}).`,
    where: `Byte ${n(f.offset)}, ${f.section}: ${n(f.found)} of at most ${n(f.allowed)}.`,
    still: 'Nothing was allocated.',
    todo: 'The file is damaged or hostile: capture anew.',
  }),
  'core/not-a-core': (f) => ({
    what: 'This is not a core file.',
    where: `It is ${f.found}.`,
    still: 'Nothing was changed.',
    todo: 'Write a core of the running process: gcore -o app PID',
  }),
  'core/machine': (f) => ({
    what: `This is a core of ${f.found}.`,
    where: 'Cores of x86-64 Linux are read.',
    still: 'Dumps captured from inside the process open from any machine.',
    todo: 'On that machine: ouro capture --pid PID --out app.ouro',
  }),
  'core/not-python': () => ({
    what: 'No CPython was found in this core.',
    where: 'It is of another program, or the memory of the interpreter was left out.',
    still: 'Other cores open.',
    todo: 'Check which process it is of, and its coredump_filter (33 or 7f).',
  }),
  'core/free-threaded': () => ({
    what: 'This core is of a free-threaded build of CPython.',
    where: 'Its objects are laid out differently.',
    still: 'Cores of builds with a GIL open.',
    todo: 'Run the program on a build with a GIL, or capture it from inside.',
  }),
  'core/version': (f) => ({
    what: `This core is of ${f.found}.`,
    where: `Cores of ${f.supported} are read.`,
    still: 'Other cores open.',
    todo: 'Update Ouroboros, or capture the process from inside.',
  }),
  'core/truncated': (f) => ({
    what: 'This core is cut off before the interpreter.',
    where: `${n(f.length)} of ${n(f.expected)} bytes are there.`,
    still: 'Nothing of it can be shown.',
    todo: 'Raise ulimit -c (systemd: ProcessSizeMax), free the disk, or copy it again.',
  }),
  'source/unreadable': (f) => ({
    what: 'The file cannot be read.',
    where: f.reason,
    still: 'Everything else works.',
    todo: 'Check that it exists and that you may read it.',
  }),
  'source/changed': (f) => ({
    what: 'The file changed while it was read.',
    where: f.what,
    still: 'Nothing was kept.',
    todo: 'Wait until the dump is complete, then open it again.',
  }),
  'memory/exhausted': (f) => ({
    what: 'There is not enough memory for this.',
    where: `${f.purpose}: needs ${n(f.needed)} bytes, ${n(f.budget)} available.`,
    still: 'What was open stays usable.',
    todo: 'Close other programs, or raise OUROBOROS_MEMORY.',
  }),
  'heap/no-such-object': (f) => ({
    what: 'This object is not in the heap.',
    where: f.asked,
    still: 'Everything else works.',
    todo: 'Search for its type instead.',
  }),
  'heap/not-open': () => ({ what: 'No heap is open.', where: '', still: '', todo: 'Open a dump.' }),
  'heap/partial': (f) => ({
    what: 'This dump is incomplete.',
    where: f.missing,
    still: 'What is there can be browsed.',
    todo: 'Capture again for exact numbers.',
  }),
  'rules/invalid': (f) => ({
    what: 'The rules cannot be read.',
    where: `Line ${n(f.line)}.`,
    still: 'None of them is used.',
    todo: `Expected ${f.expected}.`,
  }),
  'sql/refused': () => ({
    what: 'Only questions are answered.',
    where: 'SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, EXPLAIN.',
    still: 'Nothing was run.',
    todo: 'Nothing can be changed, read from a file or fetched here.',
  }),
  'sql/failed': (f) => ({
    what: 'DuckDB cannot answer this.',
    where: f.reason,
    still: 'The last result stays.',
    todo: 'Correct the query and run it again.',
  }),
  'sql/stopped': (f) => ({
    what:
      f.limit === 'time' ? 'The query took too long and was stopped.' : 'The query needs more memory than it may use.',
    where: f.limit === 'time' ? `Limit: ${n(f.allowed / 1000)} s.` : '',
    still: 'The last result stays.',
    todo: 'Filter or aggregate before sorting and joining.',
  }),
  'findings/unreadable': (f) => ({
    what: 'The file holds no findings.',
    where: f.reason,
    still: 'Nothing was changed.',
    todo: 'Choose a JSON file that Findings exported.',
  }),
  'query/invalid': (f) => ({
    what: 'The query cannot be read.',
    where: `Column ${n(f.column + 1)}.`,
    still: 'The last result stays.',
    todo: `Expected ${f.expected}.`,
  }),
  'analysis/needs': (f) => ({
    what: 'This needs numbers that are not there.',
    where: f.missing.join(', '),
    still: 'All other views work.',
    todo: 'Wait for the analysis, or capture with ouroboros_capture to record them.',
  }),
  'index/damaged': (f) => ({
    what: 'The index of this dump is damaged.',
    where: `${f.column}: ${f.reason}`,
    still: 'The dump itself is untouched.',
    todo: 'Open the dump again: the index is rebuilt.',
  }),
  'export/failed': (f) => ({
    what: 'The export could not be written.',
    where: f.reason,
    still: 'Nothing was replaced.',
    todo: 'Choose another folder.',
  }),
  'workspace/conflict': (f) => ({
    what: 'Another window holds these notes.',
    where: f.reason,
    still: 'You can read them here.',
    todo: 'Write in the other window, or close it.',
  }),
  'workspace/unwritable': (f) => ({
    what: 'Notes cannot be saved.',
    where: f.reason,
    still: 'They stay on screen.',
    todo: 'Export them before you close.',
  }),
  'capture/refused': (f) => ({
    what: 'The process cannot be captured this way.',
    where: f.reason,
    still: 'It was not touched.',
    todo: f.instead.join('; '),
  }),
  'bridge/refused': (f) => ({
    what: 'The request was refused.',
    where: f.reason,
    still: 'Everything else works.',
    todo: f.reason === 'dropOnWeb' ? 'Start with: ouro serve FILE' : 'Reload the page.',
  }),
};
