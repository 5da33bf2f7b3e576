"""The collector was switched off for speed. Every order is in a cycle with its lines, so nobody frees the old ones."""
import gc
import weakref

watched = []


class Order:
    def __init__(self, number):
        self.number = number
        self.lines = [Line(self, 'book'), Line(self, 'pen')]


class Line:
    def __init__(self, order, article):
        self.order = order
        self.article = article


def sell(number):
    order = Order(number)
    watched.append(weakref.ref(order))


def build():
    gc.disable()
    for number in range(50):
        sell(number)


def subject():
    return watched[0]
