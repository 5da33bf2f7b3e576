"""A program of about N objects with a web service's shape, dumped by itself: python bench/program.py N OUT.ouro

Two thirds are containers and instances, the rest atoms; 1.9 references per object. Prints one JSON line with what it planted.
"""
import gc
import json
import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'capture'))
import ouroboros_capture  # noqa: E402


KINDS = ['kind-%d' % number for number in range(20)]
REGIONS = ['region-%d' % number for number in range(7)]


class Row:
    __slots__ = ('key', 'tags', 'owner', 'kind', 'region', 'previous')

    def __init__(self, key, tags, owner, number, previous):
        self.key = key
        self.tags = tags
        self.owner = owner
        self.kind = KINDS[number % len(KINDS)]
        self.region = REGIONS[number % len(REGIONS)]
        self.previous = previous


class Session:
    def __init__(self, number):
        self.name = 'session-%d' % number
        self.user = User(self, number)


class User:
    def __init__(self, session, number):
        self.session = session
        self.stamp = 1000000 + number


def build(objects):
    gc.disable()
    rows = []
    sessions = {}
    count = 0
    number = 0
    row = None
    while count < objects:
        number += 1
        row = Row(100000 + number, (number * 3 + 1000, number * 5 + 1000, KINDS[number % 20]), None, number, row)
        rows.append(row)
        count += 5
        if number % 10 == 0:
            session = Session(number)
            sessions[session.name] = session
            row.owner = session
            count += 5
        if number % 50 == 0:
            rows.append([number * 7 + 1000.5, {'n': number + 2000}])
            count += 4
    return rows, sessions


def main():
    objects, path = int(sys.argv[1]), sys.argv[2]
    kept = build(objects)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    stats = ouroboros_capture.dump(path)
    cpu = time.process_time() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                'objects': stats['objects'],
                'references': stats['references'],
                'bytes': os.path.getsize(path),
                'cpuSeconds': round(cpu, 2),
                'objectsPerCpuSecond': round(stats['objects'] / cpu),
                'extraPeakMB': round((after - before) / 1024, 1),
                'rows': len(kept[0]),
                'sessions': len(kept[1]),
            }
        )
    )


if __name__ == '__main__':
    main()
