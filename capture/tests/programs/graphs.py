"""Random object graphs; the replay of the dump against gc.collect(). Usage: graphs.py FOLDER SEED PROGRAMS"""
import gc
import json
import os
import random
import sys
import types
import weakref

import ouroboros_capture
from reader import Heap


class Plain:
    pass


class Slots:
    __slots__ = ('left', 'right', '__weakref__')


class Both(Plain):
    __slots__ = ('left', 'right')


class Final:
    def __del__(self):
        pass


class Items(list):
    pass


class Names(dict):
    pass


class Error(Exception):
    pass


def closure(*held):
    def inner(default=held):
        return held
    return inner


def generator(held):
    yield held
    yield held


def started(held):
    one = generator(held)
    next(one)
    return one


def raised(held):
    try:
        raise Error(held)
    except Error as error:
        return error


MAKERS = [lambda: [], lambda: {}, Plain, Plain, Slots, Both, Final, Items, Names, set, lambda: closure([]),
          lambda: started([]), lambda: raised([]), lambda: types.SimpleNamespace(), lambda: types.ModuleType('made'),
          lambda: type('Made', (), {'held': []})]


MATERIALISED = set()  # instances with a dict that traverse does not report (3.13)


def attach(one, other, number):
    """A strong reference from one to other, in the way the type of `one` allows."""
    kind = type(one)
    if kind in (list, Items):
        one.append(other)
    elif kind in (dict, Names):
        one['key %d' % number] = other
    elif kind in (Slots, Both):
        setattr(one, random.choice(('left', 'right')), other)
    elif kind is set:
        one.add(Key(other))
    elif kind is types.GeneratorType:
        one.gi_frame.f_locals['held'].append(other)
    elif kind is types.FunctionType:
        one.__closure__[0].cell_contents[0].append(other)
    elif kind is Error:
        one.args[0].append(other)
    else:
        setattr(one, 'attribute%d' % random.randrange(4), other)


class Key:
    def __init__(self, held):
        self.held = held


def program(held, makers):
    """One program: objects, references at random, some wrapped in tuples, bound methods or weak references."""
    made = [random.choice(makers)() for _ in range(random.randrange(5, 40))]
    for number in range(random.randrange(len(made), 3 * len(made))):
        one, other = random.choice(made), random.choice(made)
        way = random.random()
        if way < 0.1:
            other = (other, number)
        elif way < 0.15 and type(other) in (Items, list):
            other = other.append
        elif way < 0.2 and type(other) in (Plain, Final, Slots):
            other = weakref.ref(other, closure(one)) if way < 0.17 else weakref.ref(other)
        attach(one, other, number)
        if random.random() < 0.02 and type(one) is Plain:
            vars(one)  # 3.11+: a materialised dict
            if any(type(member) is dict for member in gc.get_referents(one)):
                continue
            MATERIALISED.add(id(one))
    for one in random.sample(made, random.randrange(0, 3)):
        held.append(one)


def compare(folder, number, programs):
    """Suspended generators are closed by the collector before it looks again: what only they held is gone then, so
    the sets are compared without generators, the numbers always."""
    held, generators = [], bool(number % 2)
    makers = MAKERS if generators else [maker for maker in MAKERS if maker is not MAKERS[11]]
    gc.collect()
    for _ in range(programs):
        program(held, makers)
    path = os.path.join(folder, '%d.ouro' % number)
    ouroboros_capture.dump(path)
    gc.set_debug(gc.DEBUG_SAVEALL)
    collected = gc.collect()
    gc.set_debug(0)
    real = set(map(id, gc.garbage))
    types_of = {id(one): type(one).__name__ for one in gc.garbage}
    # 3.13.0 does not report the dict of an instance whose values stay inline (PyObject_VisitManagedDict): such a dict
    # waits for its instance instead of being collected with it.
    materialised = len(real & MATERIALISED) if sys.version_info >= (3, 13) else 0
    MATERIALISED.clear()
    gc.garbage.clear()
    heap = Heap(path)
    unreachable = heap.unreachable()
    replayed = {heap.address[one] for one in unreachable}
    names = {heap.address[one]: heap.type_name(one) for one in unreachable}
    closed = set()
    pending = [one for one in unreachable if heap.type_name(one) == 'generator']
    for one in pending:
        for target, _, _ in heap.references(one):
            found = heap.ordinal.get(target)
            if found is not None and target not in closed and target in replayed:
                closed.add(target)
                pending.append(found)
    return {'unexplained': len(replayed - real - closed), 'generators': generators, 'collected': collected, 'dicts': materialised, 'real': len(real), 'replayed': len(replayed), 'negative': heap.negative,
            'only_real': [types_of[one] for one in real - replayed][:5],
            'only_replayed': [names[one] for one in replayed - real][:5], 'held': len(held)}


def main():
    folder, seed, programs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    random.seed(seed)
    gc.disable()
    print(json.dumps([compare(folder, number, 50) for number in range(programs // 50)]))


main()
