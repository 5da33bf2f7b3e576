"""Dumps random object graphs, then lets the real collector say what was garbage.

python randomProgram.py CAPTURE_FOLDER SEED GRAPHS OUT.ouro TRUTH.json
"""
import ctypes
import gc
import json
import random
import sys

sys.path.insert(0, sys.argv[1])
import ouroboros_capture  # noqa: E402


class Plain(object):
    pass


class Slotted(object):
    __slots__ = ('a', 'b', 'c')


class Finalized(object):
    def __del__(self):
        pass


class Leaked(object):
    pass


def link(source, target, number):
    if isinstance(source, list):
        source.append(target)
    elif isinstance(source, dict):
        source[number] = target
    elif isinstance(source, Slotted):
        setattr(source, 'abc'[number % 3], target)
    else:
        setattr(source, 'x%d' % (number % 5), target)


def graph(draw, kept):
    nodes = [draw.choice((Plain, Slotted, Finalized, list, dict))() for _ in range(draw.randint(2, 12))]
    for number in range(draw.randint(1, 3 * len(nodes))):
        link(draw.choice(nodes), draw.choice(nodes), number)
    if draw.random() < 0.4:
        kept.append(draw.choice(nodes))
    if draw.random() < 0.2:
        kept.append((draw.choice(nodes),))


def leak(things):
    # In a frame of its own: a running frame that still names an object would hold it too.
    for thing in things:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))


def main():
    seed, graphs, path, truth = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
    draw = random.Random(seed)
    gc.collect()
    gc.disable()
    kept = []
    for _ in range(graphs):
        graph(draw, kept)
    leaked = [Leaked() for _ in range(5)]
    leak(leaked[:3])
    wanted = (Plain, Slotted, Finalized, Leaked)
    instances = {name.__name__: sum(type(o) is name for o in gc.get_objects()) for name in wanted}
    ouroboros_capture.dump(path)
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    garbage = [id(thing) for thing in gc.garbage]
    gc.set_debug(0)
    with open(truth, 'w') as out:
        json.dump({'garbage': garbage, 'instances': instances, 'leaked': [id(thing) for thing in leaked]}, out)


main()
