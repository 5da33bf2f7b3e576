"""Containers with room to spare, classes without slots and equal values; dumps itself, then makes the changes and says what they
freed. Usage: overheadProgram.py CAPTURE TARGET"""
import gc
import json
import random
import sys
import tracemalloc

sys.path.insert(0, sys.argv[1])
import ouroboros_capture  # noqa: E402

pick = random.Random(11)
COUNT = 3000


def grown_list(count):
    found = []
    for number in range(count):
        found.append(number)
    del found[pick.randrange(count + 1):]
    return found


def shrunk_dict(count, text):
    found = {('key-%d' % number if text else number): None for number in range(count)}
    for key in list(found)[pick.randrange(count + 1):]:
        del found[key]
    return found


def shrunk_set(count):
    found = set()
    for number in range(count):
        found.add(number)
    for number in range(pick.randrange(count + 1)):
        found.discard(number)
    return found


def class_of(name, attributes, slots):
    body = ''.join('  self.%s = None\n' % one for one in attributes)
    source = 'class %s:\n%s def __init__(self):\n%s' % (name, ' __slots__ = %r\n' % (attributes,) if slots else '', body)
    space = {'__name__': 'planted'}
    exec(source, space)
    return space[name]


def traced(make):
    """Bytes of what `make` returns, and what it returned."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    made = make()
    size = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return size, made


def filled(cls, touch=False):
    """Instances; the list that holds them is not counted."""
    kept = [None] * COUNT

    def make():
        for at in range(COUNT):
            kept[at] = cls()
            if touch:
                kept[at].__dict__
        return kept
    return traced(make)


sizes = [pick.randrange(1, 400) for _ in range(400)] + [5000, 40000]
containers = {
    'list': [grown_list(count) for count in sizes],
    'dict': [shrunk_dict(count, number % 2 == 0) for number, count in enumerate(sizes)],
    'set': [shrunk_set(count) for count in sizes],
}
names = tuple('field%d' % number for number in range(20))
classes = {'Small': (names[:2], False), 'Middle': (names[:7], False), 'Large': (names, False), 'Touched': (names[:5], True)}
planted = {name: filled(class_of(name, used, False), touch) for name, (used, touch) in classes.items()}
# Equal texts at addresses of their own: built one by one, so that nothing interns them.
words = [''.join(['word-', str(number % 100), '-', 'x' * 30]) for number in range(COUNT)]
pairs = [(word, number % 100) for number, word in enumerate(words)]
wide = ['a' * (100 + number) + chr(0x4e2d) for number in range(50)]
seen = [memoryview(bytes(10000 + number))[:10] for number in range(5)]
ouroboros_capture.dump(sys.argv[2])

copies = {}
truth = {'slack': {}, 'slots': {}}
for kind, found in containers.items():
    now = sum(map(sys.getsizeof, found))
    after, copied = traced(lambda: tuple([one[:] if type(one) is list else one.copy() for one in found]))
    truth['slack'][kind] = now - (after - sys.getsizeof(copied))
    copies.update((id(one), sys.getsizeof(copy)) for one, copy in zip(found, copied))
for name, (used, _) in classes.items():
    truth['slots'][name] = planted[name][0] - filled(class_of(name, used, True))[0]
distinct = {word: word for word in words}
truth['copies'] = copies
truth['words'] = sum(map(sys.getsizeof, words)) - sum(map(sys.getsizeof, distinct.values()))
truth['addresses'] = list(map(id, words))
truth['pairs'] = sum(map(sys.getsizeof, pairs)) - sum(map(sys.getsizeof, set(pairs)))
truth['wide'] = sum(sys.getsizeof(one) for one in wide) - sum(sys.getsizeof(one[:-1] + chr(233)) for one in wide)
print(json.dumps(truth))
