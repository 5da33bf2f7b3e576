"""Dumps, and prints what is different in the heap afterwards. Usage: unchanged.py FOLDER"""
import gc
import json
import os
import sys

import ouroboros_capture


class Plain:
    def __init__(self, number):
        self.number = number
        self.text = 'text %d' % number


def function(argument: int, *, keyword=None) -> int:
    return argument


plain = [Plain(number) for number in range(2000)]
late = [Plain(number) for number in range(10)]
for one in late:
    one.added = ()
dicts = [{'a': number, 'b': []} for number in range(300)] + [dict.fromkeys(range(number)) for number in range(50)]
sample = plain[:300] + dicts[:200] + [one.text for one in plain[300:600]] + [Plain, function, dicts, plain, sys, 'late']
if sys.version_info >= (3, 11):
    sample += [one.number for one in plain[600:800]]


def state():
    with_dict = sum(1 for one in plain if any(type(member) is dict for member in gc.get_referents(one)))
    counts = list(map(sys.getrefcount, sample))
    return {'dicts': with_dict, 'counts': counts, 'sizes': list(map(sys.getsizeof, dicts)),
            'function': [type(one).__name__ for one in gc.get_referents(function)],
            'enabled': gc.isenabled(), 'threshold': gc.get_threshold(), 'interval': sys.getswitchinterval(),
            'debug': gc.get_debug(), 'stats': gc.get_stats()}


def main(folder, enabled):
    (gc.enable if enabled else gc.disable)()
    result = {}
    for number in range(3):
        before = state()
        objects, blocks = len(gc.get_objects()), sys.getallocatedblocks()
        path = os.path.join(folder, '%d-%d.ouro' % (enabled, number))
        gc.get_count()
        count = gc.get_count()
        ouroboros_capture.dump(path)
        after_count = gc.get_count()
        after_objects, after_blocks = len(gc.get_objects()), sys.getallocatedblocks()
        after = state()
        result = {'same': before == after, 'count': [count, after_count], 'objects': after_objects - objects,
                  'blocks': after_blocks - blocks, 'round': number,
                  'different': [name for name in before if before[name] != after[name]]}
        if not result['same'] or count != after_count:
            break
    return result


def garbage(folder):
    """Unreachable objects the dump leaves behind."""
    gc.disable()
    gc.collect()
    ouroboros_capture.dump(os.path.join(folder, 'garbage.ouro'))
    return gc.collect()


gc.collect()
print(json.dumps([main(sys.argv[1], True), main(sys.argv[1], False), garbage(sys.argv[1])]))
