"""How far the probes of memory read, against the size of what they probe. Usage: probes.py"""
import json
import sys

import ouroboros_capture as capture

reads = []
plain = capture.Memory.pointers


def recorded(self, address, count):
    code = capture._frame_probe.__code__
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code is code:
            if address == id(frame):
                reads.append(('frame', count * 8, frame.__sizeof__()))
            elif sys.version_info >= (3, 11) and address == capture._words[(id(frame) + 24) >> 3]:
                # _PyInterpreterFrame: nine words or more, then locals and stack
                reads.append(('frame', count * 8, 8 * (9 + code.co_nlocals + code.co_stacksize)))
        frame = frame.f_back
    if address == id(capture._generator_probe):
        reads.append(('generator', count * 8, capture._generator_probe.__sizeof__()))
    return plain(self, address, count)


capture.Memory.pointers = recorded
memory = capture.Memory()
low, high = memory.starts[0], memory.ends[0]
print(json.dumps({
    'reads': reads, 'notes': memory.notes,
    'edges': [memory.readable(high - 16), memory.readable(high - 15), memory.readable(high - 64, 64),
              memory.readable(high - 56, 64), memory.readable(low), memory.readable(low - 8),
              memory.readable(high - 4096 - 8)]}))
