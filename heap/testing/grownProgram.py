"""Grows by plan and dumps itself several times: argv is the folder of the capture, the folder for dumps, and a seed.

A steady leak, a cache that levels off, churn that takes addresses again, counters that only change, and a class with another
name. Beside each dump lies the serial number of every object of its own by address.
"""
import gc
import json
import os
import random
import sys

sys.path.insert(0, sys.argv[1])
import ouroboros_capture

draw = random.Random(int(sys.argv[3]))
serial = 0


def number():
    global serial
    serial += 1
    return serial


class Leaked:
    def __init__(self):
        self.serial = number()
        self.name = 'leaked %d' % self.serial


class Cached:
    def __init__(self):
        self.serial = number()


class Churned:
    __slots__ = ('serial', 'payload', '__weakref__')

    def __init__(self):
        self.serial = number()
        self.payload = [self.serial, 'churned %d' % self.serial]


class Plain:
    def __init__(self):
        self.serial = number()


class Counter:
    def __init__(self):
        self.serial = number()
        self.hits = self.serial * 1000


class Before:
    def __init__(self):
        self.serial = number()


leaked, cache, ring, plain, linked = [], {}, [Churned() for _ in range(2000)], {}, None
counters = [Counter() for _ in range(500)]
renamed = [Before() for _ in range(300)]


def step(round):
    for turn in range(3000):
        if turn % 3 == 0:
            leaked.append(Leaked())
        key = draw.randrange(800)
        cache.setdefault('key %d' % key, Cached())
        slot = draw.randrange(len(ring))
        if turn % 2:
            ring[slot] = None
        ring[slot] = Churned()
        key = draw.randrange(500)
        plain.pop(key, None)
        plain[draw.randrange(500)] = Plain()
        counters[draw.randrange(500)].hits += 1000
    if round == 1:
        Before.__name__ = Before.__qualname__ = 'After'


def own():
    """Address -> serial of every object with a number, and of the list a Churned has (its serial, negative)."""
    found = {}
    for group in (leaked, cache.values(), ring, plain.values(), counters, renamed):
        for one in group:
            found[id(one)] = one.serial
            if type(one) is Churned:
                found[id(one.payload)] = -one.serial
    return found


for round in range(3):
    step(round)
    if round == 2:
        gc.collect()
    serials = own()
    path = os.path.join(sys.argv[2], 'grown-%d.ouro' % round)
    with open(path + '.json', 'w') as file:
        json.dump(list(serials.items()), file)
    del serials
    ouroboros_capture.dump(path)
