"""Objects of every generation and containers of atoms; dumps itself to argv[2] and says what `gc` says of the same moment."""
import array
import gc
import json
import sys

sys.path.insert(0, sys.argv[1])
import ouroboros_capture


class Old:
    def __init__(self, number):
        self.number = number


class Middle(Old):
    pass


class Young(Old):
    pass


gc.disable()
gc.collect()
old = [Old([]) for _ in range(300)]
records = [{'id': number, 'name': []} for number in range(1000)]
if sys.version_info < (3, 14):
    gc.collect(1)
    gc.collect(1)
middle = [Middle([]) for _ in range(200)]
gc.collect(0)
young = [Young([]) for _ in range(150)]
for number, record in enumerate(records):
    record['name'] = str(number)  # a dict that was tracked stays so until a full collection
holders = [{'id': number, 'items': []} for number in range(300)]
pairs = [tuple([number, str(number)]) for number in range(1000)]
nested = [(pair, (pair, 1)) for pair in pairs[:300]]
mixed = [tuple([number, []]) for number in range(300)]
classes = [{'kind': int}, {'kind': Old}, {(1, 2): (3, 4)}, {'all': pairs[0]}, {'one': {}}, (int, str), (Old, int)]


def ids():
    """By generation; arrays are no objects of the collector."""
    return [array.array('Q', map(id, gc.get_objects(generation=generation))) for generation in (0, 1, 2)]


def tracked_containers():
    return {id(one) for generation in (0, 1, 2) for one in gc.get_objects(generation=generation)
            if (type(one) is tuple or type(one) is dict) and gc.is_tracked(one)}


before = ids()
ouroboros_capture.dump(sys.argv[2])
after = ids()
both = [set(a) & set(b) for a, b in zip(before, after)]
either = [set(a) | set(b) for a, b in zip(before, after)]
watched = [one for many in (records, holders, pairs, nested, mixed, classes) for one in many]
watched += [inner for one in nested for inner in one]
watched = [one for one in watched if gc.is_tracked(one)]
for _ in range(4):
    gc.collect()
json.dump({
    'generations': [sorted(one) for one in both],
    'passing': [sorted(a - b) for a, b in zip(either, both)],
    'frozen': gc.get_freeze_count(),
    'untracked': sorted({id(one) for one in watched if not gc.is_tracked(one)}),
    'tracked': sorted({id(one) for one in watched if gc.is_tracked(one)}),
}, sys.stdout)
