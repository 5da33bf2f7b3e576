// A sentence for every fault: what happened, where, what to do.
import type { Fault, FaultCode } from '#heap/base/fault.ts';
import { terminalSafe } from './output.ts';

type Sentences = { readonly [Code in FaultCode]: (fault: Extract<Fault, { readonly code: Code }>) => string };

const SENTENCES: Sentences = {
  'format/unknown': (fault) =>
    `This is not a heap dump Ouroboros knows (tried: ${fault.tried.join(', ')}). Capture one with: ouro capture --pid PID --out app.ouro`,
  'format/version': (fault) =>
    `This dump has version ${fault.found}; this program reads ${fault.supported}. Update Ouroboros or capture again with the file that came with it.`,
  'format/truncated': (fault) =>
    `The file ends at byte ${fault.offset} inside the ${fault.section}: ${fault.expected} bytes expected, ${fault.length} there. It was probably copied while being written; copy it again.`,
  'format/corrupt': (fault) =>
    `The ${fault.section} at byte ${fault.offset} is damaged (${fault.reason}) and nothing could be read. Copy the file again or capture anew.`,
  'format/limit': (fault) =>
    `The ${fault.section} at byte ${fault.offset} asks for ${fault.found} ${fault.limit}; the limit is ${fault.allowed}. The file is damaged or hostile.`,
  'core/not-a-core': (fault) =>
    `This is ${fault.found}, not a core file. Write a core of the running process with: gcore -o app PID`,
  'core/machine': (fault) =>
    `This is a core of ${fault.found}; cores of x86-64 Linux are read. On that machine capture with: ouro capture --pid PID --out app.ouro`,
  'core/not-python': () =>
    'No CPython was found in this core: it is of another program, or the memory of the interpreter was left out. Check which process it is of, and its coredump_filter (33 or 7f).',
  'core/free-threaded': () =>
    'This core is of a free-threaded build of CPython, whose objects are laid out differently. Run the program on a build with a GIL, or capture it with ouro capture.',
  'core/version': (fault) =>
    `This core is of ${fault.found}; cores of ${fault.supported} are read. Update Ouroboros, or capture the process with ouro capture.`,
  'core/truncated': (fault) =>
    `The core is cut off in the ${fault.section}: ${fault.expected} bytes expected, ${fault.length} there, and the interpreter is in what is missing. Raise ulimit -c (systemd: ProcessSizeMax), free the disk, or copy it again.`,
  'source/unreadable': (fault) => `The file cannot be read (${fault.reason}). Check the path and your permissions.`,
  'source/changed': (fault) =>
    `The file changed while it was read (${fault.what}). Wait until the dump is complete, then open it again.`,
  'memory/exhausted': (fault) =>
    `${fault.purpose} needs ${fault.needed} bytes, ${fault.budget} are available. Close other programs or raise OUROBOROS_MEMORY.`,
  'heap/no-such-object': (fault) =>
    `There is no object ${fault.asked} in this heap. Addresses look like 0x7f3a90c41e80, rows like #12.`,
  'heap/not-open': (fault) => `No heap is open (${fault.asked}).`,
  'heap/partial': (fault) =>
    `This dump is incomplete (${fault.missing}) and --strict refuses partial heaps. Leave --strict out to see what is there.`,
  'findings/unreadable': (fault) => `The file holds no findings: ${fault.reason}.`,
  'query/invalid': (fault) => `The query cannot be read at column ${fault.column}; expected ${fault.expected}.`,
  'rules/invalid': (fault) => `Line ${fault.line} of the rules cannot be read; expected ${fault.expected}.`,
  'sql/refused': () =>
    'Only questions are answered: SELECT, WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, EXPLAIN. Nothing can be changed, read from a file or fetched.',
  'sql/failed': (fault) => fault.reason.split('\n').map(terminalSafe).join('\n'),
  'sql/stopped': (fault) =>
    fault.limit === 'time'
      ? `The query was stopped after ${fault.allowed / 1000} s. Ask for less, or give it longer with --seconds.`
      : 'The query was stopped: it needs more memory than the engine may use. Aggregate or filter before sorting and joining.',
  'analysis/needs': (fault) =>
    `${fault.analysis} needs ${fault.missing.join(', ')}, which this dump does not hold. Capture it with ouroboros_capture.py to record them.`,
  'index/damaged': (fault) =>
    `The index of this dump is damaged (${fault.column}: ${fault.reason}). Open the dump again: it will be rebuilt.`,
  'export/failed': (fault) => `The export could not be written (${fault.reason}). Nothing was replaced.`,
  'workspace/conflict': (fault) => `Another window holds these notes (${fault.reason}). Nothing was lost.`,
  'workspace/unwritable': (fault) => `Notes cannot be saved (${fault.reason}). Export them before closing.`,
  'capture/refused': (fault) =>
    `The process cannot be captured this way (${fault.reason}). Instead: ${fault.instead.join('; ')}.`,
  'bridge/refused': (fault) => `The request was refused (${fault.reason}).`,
};

/** Never with text of the dump. */
export function faultText(fault: Fault): string {
  // The table is complete by its type; the compiler cannot follow a code into its own entry.
  const sentence = SENTENCES[fault.code] as (fault: Fault) => string;
  return sentence(fault);
}
