// A sentence for every fault: what happened, where, what to do.
import { unreachable, type Fault } from '#heap/base/fault.ts';

export function faultText(fault: Fault): string {
  switch (fault.code) {
    case 'format/unknown':
      return `This is not a heap dump Ouroboros knows (tried: ${fault.tried.join(', ')}). Capture one with: ouro capture --pid PID --out app.ouro`;
    case 'format/version':
      return `This dump has version ${fault.found}; this program reads ${fault.supported}. Update Ouroboros or capture again with the file that came with it.`;
    case 'format/truncated':
      return `The file ends at byte ${fault.offset} inside the ${fault.section}: ${fault.expected} bytes expected, ${fault.length} there. It was probably copied while being written; copy it again.`;
    case 'format/corrupt':
      return `The ${fault.section} at byte ${fault.offset} is damaged (${fault.reason}) and nothing could be read. Copy the file again or capture anew.`;
    case 'format/limit':
      return `The ${fault.section} at byte ${fault.offset} asks for ${fault.found} ${fault.limit}; the limit is ${fault.allowed}. The file is damaged or hostile.`;
    case 'source/unreadable':
      return `The file cannot be read (${fault.reason}). Check the path and your permissions.`;
    case 'source/changed':
      return `The file changed while it was read (${fault.what}). Wait until the dump is complete, then open it again.`;
    case 'memory/exhausted':
      return `${fault.purpose} needs ${fault.needed} bytes, ${fault.budget} are available. Close other programs or raise OUROBOROS_MEMORY.`;
    case 'heap/no-such-object':
      return `There is no object ${fault.asked} in this heap. Addresses look like 0x7f3a90c41e80, rows like #12.`;
    case 'heap/not-open':
      return `No heap is open (${fault.asked}).`;
    case 'heap/partial':
      return `This dump is incomplete (${fault.missing}) and --strict refuses partial heaps. Leave --strict out to see what is there.`;
    case 'query/invalid':
      return `The query cannot be read at column ${fault.column}; expected ${fault.expected}.`;
    case 'analysis/needs':
      return `${fault.analysis} needs ${fault.missing.join(', ')}, which this dump does not hold. Capture it with ouroboros_capture.py to record them.`;
    case 'index/damaged':
      return `The index of this dump is damaged (${fault.column}: ${fault.reason}). Open the dump again: it will be rebuilt.`;
    case 'export/failed':
      return `The export could not be written (${fault.reason}). Nothing was replaced.`;
    case 'workspace/conflict':
      return `Another window holds these notes (${fault.reason}). Nothing was lost.`;
    case 'workspace/unwritable':
      return `Notes cannot be saved (${fault.reason}). Export them before closing.`;
    case 'capture/refused':
      return `The process cannot be captured this way (${fault.reason}). Instead: ${fault.instead.join('; ')}.`;
    case 'bridge/refused':
      return `The request was refused (${fault.reason}).`;
    default:
      return unreachable(fault);
  }
}
