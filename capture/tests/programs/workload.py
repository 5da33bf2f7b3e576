"""A program with known leaks, cycles and garbage. Usage: workload.py DUMP TRUTH [option=value ...]"""
import gc
import json
import sys
import threading
import weakref

import ouroboros_capture

gc.collect()
gc.disable()  # the garbage made below stays where it is


class Node:
    def __init__(self, parent, name):
        self.parent = parent
        self.name = name
        self.children = []


class Slotted:
    __slots__ = ('first', 'second', '__weakref__')

    def __init__(self, first, second):
        self.first = first
        self.second = second


class Session:
    def __init__(self, number):
        self.sid = 'session-%06d' % number
        self.values = {'user': number + 1000000, 'cart': [number * 7 + 1000, number * 11 + 1000]}
        self.on_close = None


class Ring:
    def __init__(self):
        self.next = None


class Sparse:
    """Instances with different subsets of the attributes."""


class Finalized:
    def __init__(self):
        self.me = self

    def __del__(self):
        pass


def tree(depth, parent=None):
    node = Node(parent, 'node at %d' % depth)
    if depth:
        node.children = [tree(depth - 1, node) for _ in range(4)]
    return node


def ring(length):
    members = [Ring() for _ in range(length)]
    for position, member in enumerate(members):
        member.next = members[(position + 1) % length]
    return members[0]


def sparse(number):
    one = Sparse()
    for position in range(6):
        if number >> position & 1:
            setattr(one, 'attribute%d' % position, number)
    return one


def worker(ready, stop):
    only_on_this_stack = bytearray(1000)
    local_list = [1, [2]]
    truth_local.append(id(local_list))
    ready.set()
    stop.wait()
    return only_on_this_stack, local_list


def suspended(rows):
    for row in rows:
        yield row


truth_local = []
forest = [tree(4), tree(4)]
sessions = {}
for number in range(300):
    session = Session(number)
    sessions[session.sid] = session
    if number % 10 == 0:
        session.on_close = lambda session=session: session.sid
live_ring = ring(200)
for length in (3, 50, 100):
    ring(length)
for number in range(20):
    loop = {}
    loop['self'] = loop
    del loop
for number in range(5):
    Finalized()
slotted = [Slotted(number * 3.5, (number, 'pair')) for number in range(200)]
mixed = [sparse(number) for number in range(64)]
weak = [weakref.ref(slotted[0]), weakref.WeakValueDictionary({'key': slotted[1]})]
shared_payload = b'y' * 100000
owners = [Slotted(shared_payload, 1), Slotted(shared_payload, 2)]
iterator = suspended(['row %d' % number for number in range(3)])
next(iterator)
ready, stop = threading.Event(), threading.Event()
thread = threading.Thread(target=worker, args=(ready, stop), name='worker-1', daemon=True)
thread.start()
ready.wait()
truth = {'Node': 2 * 341, 'Session': 300, 'Ring': 200 + 153, 'Slotted': 202, 'Sparse': 64, 'Finalized': 5,
         'garbage': {'Ring': 153, 'Finalized': 5, 'loops': 20}, 'sessions': id(sessions), 'weak': id(weak[0]),
         'weak_referent': id(slotted[0]), 'sparse': [id(one) for one in mixed], 'generator': id(iterator),
         'forest': id(forest), 'thread': 'worker-1',
         'local': truth_local}
with open(sys.argv[2], 'w') as target:
    target.write(json.dumps(truth))
options = {name: json.loads(value) for name, value in (text.split('=') for text in sys.argv[3:])}
answer = ouroboros_capture.dump(sys.argv[1], **options)
print(json.dumps(answer))
