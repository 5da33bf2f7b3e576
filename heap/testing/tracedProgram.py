"""A shop whose objects come from known lines, dumped under tracemalloc. Usage: tracedProgram.py CAPTURE TARGET"""
import sys
import tracemalloc

sys.path.insert(0, sys.argv[1])
import ouroboros_capture  # noqa: E402

tracemalloc.start(12)


class Item:
    def __init__(self, number):
        self.name = 'item-%d' % number
        self.price = float(number)


class Session:
    def __init__(self, user):
        self.user = user
        self.cart = fill(3)


def fill(count):
    return [Item(number) for number in range(count)]


def open_sessions(count):
    return {user: Session(user) for user in range(count)}


sessions = open_sessions(500)
spare = fill(200)
ouroboros_capture.dump(sys.argv[2])
