"""A task waits for a future that nobody will ever complete. The dict that protects tasks from collection keeps it.

Task -> coroutine -> connection -> future -> wakeup callback -> task.
"""
import asyncio
import weakref

tasks = {}
watched = []


class Connection:
    def __init__(self, name, loop):
        self.name = name
        self.closed = loop.create_future()


async def listen(connection):
    await connection.closed


def connect(name, loop):
    connection = Connection(name, loop)
    watched.append(weakref.ref(connection))
    tasks[name] = loop.create_task(listen(connection))


async def serve(dump):
    connect('c1', asyncio.get_running_loop())
    await asyncio.sleep(0)
    dump()
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # a cancelled task ends here


def build():
    global loop
    loop = asyncio.new_event_loop()


def capture(dump):
    loop.run_until_complete(serve(dump))


def subject():
    return watched[0]
