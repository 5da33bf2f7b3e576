"""Speed and memory of a dump: objects per CPU second at 1 million objects, extra peak memory at 5 million.

    python bench_capture.py [--objects N] [--memory]

CPU time, not wall time: the machine may be shared. Peak memory is VmHWM after the dump minus VmRSS before it.
"""
import gc
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))


class Point:
    def __init__(self, number, parent):
        self.number = number
        self.parent = parent
        self.name = 'point %d' % number


class Slotted:
    __slots__ = ('left', 'right')

    def __init__(self, left, right):
        self.left = left
        self.right = right


def build(objects):
    """Small user objects, lists, dicts, tuples with their own ints, floats and strings: 18 objects a round."""
    keep, parent = [], None
    for number in range(objects // 18):
        parent = Point(number + 1000, parent if number % 100 else None)         # point, int, str
        keep.append((parent, [number * 2.5, number * 3.5, parent],               # tuple, list, 2 floats
                     {'key': number + 100000, 'name': 'name %d' % number, 'items': [number + 7000]},  # dict, list, str, 2 ints
                     Slotted((number + 0.5, parent), 'right %d' % number),       # slotted, tuple, float, str
                     {number + 0.25, number + 10 ** 6}))                         # set, float, int
    return keep


def memory(field):
    with open('/proc/self/status') as source:
        return next(int(line.split()[1]) for line in source if line.startswith(field))


def main():
    objects = int(sys.argv[sys.argv.index('--objects') + 1]) if '--objects' in sys.argv else 1000000
    import ouroboros_capture
    keep = build(objects)
    gc.collect()
    with tempfile.TemporaryDirectory() as folder:
        ouroboros_capture.dump(os.path.join(folder, 'warm.ouro')) if '--warm' in sys.argv else None
        before = memory('VmRSS')
        start = time.process_time()
        answer = ouroboros_capture.dump(os.path.join(folder, 'bench.ouro'))
        cpu = time.process_time() - start
        print('%s: %d objects, %.0f thousand objects per CPU second, %.1f bytes per object, %.1f MiB extra at peak (RSS %d MiB)' % (
            sys.version.split()[0], answer['objects'], answer['objects'] / cpu / 1000, answer['bytes'] / answer['objects'],
            (memory('VmHWM') - before) / 1024, before >> 10))
    return len(keep)


if __name__ == '__main__':
    main()
