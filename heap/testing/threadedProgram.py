"""Threads that wait, suspended generators and coroutines, each with a local of known type; dumps itself to argv[2]."""
import asyncio
import sys
import threading
import time

sys.path.insert(0, sys.argv[1])
import ouroboros_capture

ready, stop = threading.Barrier(4), threading.Event()


class Job:
    def __init__(self, rows):
        self.rows = [bytes(1000) for _ in range(rows)]


def process(job, depth):
    batch = list(job.rows)
    if depth:
        return process(job, depth - 1)
    scratch = bytearray(50000)
    ready.wait()
    stop.wait()


def worker(number):
    job = Job(50 * number)
    process(job, 2)


threads = [threading.Thread(target=worker, args=(number,), name='worker-%d' % number, daemon=number == 1)
           for number in (1, 2, 3)]
for thread in threads:
    thread.start()


def rows(source):
    for each in source:
        payload = bytes(2000)
        yield each


generators = [rows([1, 2, 3]) for _ in range(3)]
for generator in generators:
    next(generator)


async def client(number):
    body = bytearray(4000)
    await asyncio.sleep(1000)


loop = asyncio.new_event_loop()
tasks = [loop.create_task(client(number)) for number in range(2)]
loop.run_until_complete(asyncio.sleep(0))


def main():
    config = {'rows': 1}
    ready.wait()
    time.sleep(0.2)  # until every worker waits for the event
    ouroboros_capture.dump(sys.argv[2])


main()
stop.set()
