"""The current request is put in a context variable at the start and never reset at the end of the request.

The context of the thread keeps it: a Context object that only the interpreter's thread state holds.
"""
import contextvars
import weakref

current = contextvars.ContextVar('current', default=None)
watched = []


class Request:
    def __init__(self, path):
        self.path = path
        self.body = bytearray(50000)


def handle(path):
    current.set(Request(path))  # forgotten: the token, and current.reset(token)
    answer()


def answer():
    watched.append(weakref.ref(current.get()))


def build():
    handle('/checkout')


def subject():
    return watched[0]
