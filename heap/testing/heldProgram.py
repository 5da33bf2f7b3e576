"""What stands in slots: a generator with 10 MB, tasks that await tasks, a big list in a waiting thread; dumps itself to argv[2]."""
import asyncio
import sys
import threading
import time

sys.path.insert(0, sys.argv[1])
import ouroboros_capture

MIB = 1 << 20
ready, stop = threading.Barrier(2), threading.Event()


def worker():
    rows = [bytes(1000) for _ in range(2000)]
    index = {'rows': rows, 'first': rows[0]}
    shared = settings
    ready.wait()
    stop.wait()


settings = {'debug': [bytearray(300000)]}
thread = threading.Thread(target=worker, name='worker', daemon=True)
thread.start()


def stream():
    buffer = bytearray(10 * MIB)
    yield 1
    buffer.clear()


streams = [stream()]
next(streams[0])


async def inner(future):
    body = bytearray(2 * MIB)
    await future
    return len(body)


async def middle(future):
    head = bytearray(MIB)
    await inner(future)
    return len(head)


async def outer(task):
    page = bytearray(3 * MIB)
    await task
    return len(page)


async def serve(loop):
    future = loop.create_future()
    first = loop.create_task(middle(future))
    second = loop.create_task(outer(first))
    if hasattr(second, 'set_name'):
        first.set_name('fetch')
        second.set_name('render')
    sleeper = loop.create_task(asyncio.sleep(1000))
    gathered = loop.create_task(collect(first, future))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ready.wait()
    time.sleep(0.2)  # until the worker waits for the event
    main()
    sleeper.cancel()
    gathered.cancel()
    future.set_result(1)
    await second


async def collect(first, future):
    return await asyncio.gather(asyncio.shield(first), asyncio.wait_for(asyncio.shield(future), 500))


def main():
    scratch = [bytearray(400000)]
    ouroboros_capture.dump(sys.argv[2])


loop = asyncio.new_event_loop()
loop.run_until_complete(serve(loop))
stop.set()
