"""A worker thread keeps its session in a threading.local. The thread is reused for ever, and so is the session.

The worker has no variable that names the session: only the thread's slot of `state` does.
"""
import threading
import weakref

state = threading.local()
ready = threading.Event()
stop = threading.Event()
watched = []


class Session:
    def __init__(self, user):
        self.user = user
        self.pages = []


def log_in(user):
    state.session = Session(user)
    watched.append(weakref.ref(state.session))


def work():
    log_in('anna')
    ready.set()
    stop.wait()


def build():
    global worker
    worker = threading.Thread(target=work, name='worker-1', daemon=True)
    worker.start()
    ready.wait()


def subject():
    return watched[0]
