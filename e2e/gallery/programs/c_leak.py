"""An extension takes a reference to a buffer and forgets to give it back. No Python object holds the buffer now."""
import ctypes
import weakref

watched = []


class Buffer:
    def __init__(self, size):
        self.data = bytearray(size)


def native_send(buffer):
    """What the C code does: Py_INCREF for the duration of the call, and an early return."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(buffer))
    return len(buffer.data)


def send(size):
    buffer = Buffer(size)
    native_send(buffer)
    watched.append(weakref.ref(buffer))


def build():
    send(300000)


def subject():
    return watched[0]
