"""A worker waits for its next job with the last one still in its variable `job`: only the next one replaces it."""
import queue
import threading
import weakref

jobs = queue.Queue()
handled = threading.Event()
watched = []


class Job:
    def __init__(self, name, size):
        self.name = name
        self.image = bytearray(size)

    def run(self):
        return len(self.image)


def work():
    job = None
    while True:
        job = jobs.get()
        if job is None:
            return
        job.run()
        handled.set()


def send(name, size):
    job = Job(name, size)
    watched.append(weakref.ref(job))
    jobs.put(job)


def build():
    global worker
    worker = threading.Thread(target=work, name='worker-1', daemon=True)
    worker.start()
    send('resize', 200000)
    handled.wait()


def subject():
    return watched[0]
