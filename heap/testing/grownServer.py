"""A small server that dumps itself several times: argv is the folder of the capture, the folder for dumps, and a seed.

Trees are built from the leaves up, sessions come and go, requests lie in a ring, rows change, and the collector runs when it
likes. Beside each dump lies the serial number of every object of its own by address; no object knows its number.
"""
import collections
import gc
import json
import os
import random
import sys

sys.path.insert(0, sys.argv[1])
import ouroboros_capture

draw = random.Random(int(sys.argv[3]))
serials = {}
count = 0


def born(one):
    """Numbers a new object: who had the address before it is dead."""
    global count
    count += 1
    serials[id(one)] = count
    return one


class Node:
    __slots__ = ('left', 'right', 'value')

    def __init__(self, left, right, value):
        self.left, self.right, self.value = left, right, value


class Session:
    def __init__(self, user):
        self.user = user
        self.items = born([])
        self.token = born('%032x' % draw.getrandbits(128))


class Request:
    def __init__(self, session, path):
        self.session = session
        self.headers = born({'path': path, 'id': draw.getrandbits(40)})
        self.parent = None


Row = collections.namedtuple('Row', 'key value')


def tree(depth):
    if depth == 0:
        return born(Node(None, None, draw.random()))
    return born(Node(tree(depth - 1), tree(depth - 1), draw.random()))


trees, sessions, log, rows = [], {}, collections.deque(maxlen=400), {}


def answer():
    session = sessions[draw.choice(sorted(sessions))]
    request = born(Request(session, '/page/%d' % draw.randrange(50)))
    if draw.random() < 0.3:
        request.parent = request
    session.items.append(len(session.items))
    log.append(request)


def turn(chance):
    if chance < 0.05:
        trees.append(tree(4))
    elif chance < 0.08 and trees:
        trees.pop(draw.randrange(len(trees)))
    elif chance < 0.35:
        sessions[draw.randrange(300)] = born(Session('user %d' % draw.randrange(300)))
    elif chance < 0.45 and sessions:
        del sessions[draw.choice(sorted(sessions))]
    elif chance < 0.8 and sessions:
        answer()
    else:
        rows[draw.randrange(500)] = born(Row(draw.getrandbits(50), born([draw.getrandbits(50)])))


def own():
    stack = list(trees)
    while stack:
        node = stack.pop()
        yield node
        stack += [child for child in (node.left, node.right) if child is not None]
    for session in sessions.values():
        yield session
        yield session.items
        yield session.token
    for request in log:
        yield request
        yield request.headers
        if request.session not in sessions.values():
            yield request.session
    for row in rows.values():
        yield row
        yield row.value


for round in range(4):
    for _ in range(1500):
        turn(draw.random())
    for _ in range(draw.randrange(4)):
        gc.collect(draw.randrange(3))
    found = {id(one): serials[id(one)] for one in own()}
    path = os.path.join(sys.argv[2], 'grown-%d.ouro' % round)
    with open(path + '.json', 'w') as file:
        json.dump(list(found.items()), file)
    del found
    ouroboros_capture.dump(path)
