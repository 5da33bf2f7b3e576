"""Objects allocated at known lines while tracemalloc runs. Usage: traced.py TARGET [option=value ...]"""
import json
import sys
import tracemalloc

import ouroboros_capture


class Row:
    __slots__ = ('value',)


class Other:
    pass


def early():
    return [Row() for _ in range(10)]


def inner(count):
    return [Row() for _ in range(count)]  # line 22


def outer(count):
    return inner(count)  # line 26


def text(number):
    return 'text %d' % number  # line 30


before = early()
tracemalloc.start(5)
rows = outer(300) + inner(20)  # line 35
texts = [text(number) for number in range(50)]
others = [Other() for _ in range(5)]
for number, other in enumerate(others):
    other.name = texts[number]
options = dict(one.split('=') for one in sys.argv[2:])
ouroboros_capture.dump(sys.argv[1], **{name: json.loads(value) for name, value in options.items()})
try:
    ouroboros_capture.dump(sys.argv[1])  # exists: a dump that fails puts the hooks back too
except ouroboros_capture.CaptureError:
    pass
last = Row()
again = tracemalloc.get_object_traceback(last)[-1].lineno if tracemalloc.get_object_traceback(last) else None
tracemalloc.take_snapshot()
tracemalloc.stop()
del last
print(json.dumps({'again': again, 'before': list(map(id, before)), 'rows': list(map(id, rows)), 'texts': list(map(id, texts)),
                  'others': list(map(id, others))}))
