"""A workshop keeps every job in a registry; finish() ought to take it out and does not.

The parent knows its children, each child knows its parent, and both have __del__.
"""
import weakref

registry = {}
watched = []


class Parent:
    def __init__(self, name):
        self.name = name
        self.children = []

    def add(self, name):
        self.children.append(Child(self, name))

    def finish(self):
        self.name = None  # forgotten: del registry[...]

    def __del__(self):
        self.children.clear()


class Child:
    def __init__(self, parent, name):
        self.parent = parent
        self.name = name

    def __del__(self):
        self.parent = None


def build():
    parent = registry['p1'] = Parent('p1')
    parent.add('left')
    parent.add('right')
    parent.finish()
    watched.append(weakref.ref(parent))


def subject():
    return watched[0]
