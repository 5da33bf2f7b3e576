"""Details are kept beside the nodes in a WeakKeyDictionary, to go with their node. But a detail names its node.

Dictionary -> detail -> node: the key is reachable from its own value, so it never dies.
"""
import weakref

details = weakref.WeakKeyDictionary()
watched = []


class Node:
    def __init__(self, name):
        self.name = name


class Detail:
    def __init__(self, owner, color):
        self.owner = owner
        self.color = color


def paint(name):
    node = Node(name)
    details[node] = Detail(node, 'red')
    watched.append(weakref.ref(node))


def build():
    paint('n1')


def subject():
    return watched[0]
