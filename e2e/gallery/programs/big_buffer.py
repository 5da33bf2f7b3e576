"""A table keeps its columns in one block of 8 MiB. A preview of five prices is a memoryview and keeps the block."""
import weakref

previews = {}
watched = []


class Block(bytearray):
    """The memory of a table: a class of its own, so that it can be weakly referenced."""


class Table:
    def __init__(self, rows, columns):
        self.block = Block(8 * rows * len(columns))
        view = memoryview(self.block).cast('d')
        self.columns = {name: view[rows * place:rows * (place + 1)] for place, name in enumerate(columns)}

    def head(self, name):
        return self.columns[name][:5]


def load(name):
    table = Table(1 << 18, ('price', 'tax', 'amount', 'weight'))
    previews[name] = table.head('price')
    watched.append(weakref.ref(table.block))


def build():
    load('orders')


def subject():
    return watched[0]
