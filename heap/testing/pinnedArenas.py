"""Plants arenas that a few survivors pin: argv = folder of the dumper, dump. Then frees what stdin lists and counts arenas."""
import gc
import os
import re
import sys
import tempfile


class Survivor:
    __slots__ = ('value', 'other')


class Third:
    __slots__ = ('value', 'other')


def stats():
    """What sys._debugmallocstats writes to the C standard error."""
    saved = os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        sys._debugmallocstats()
        os.dup2(saved, 2)
        os.close(saved)
        file.seek(0)
        return file.read().decode()


def arenas():
    return int(re.search(r'# arenas allocated current\s*=\s*([\d,]+)', stats()).group(1).replace(',', ''))


def main():
    sys.path.insert(0, sys.argv[1])
    import ouroboros_capture
    ouroboros_capture.dump(sys.argv[2] + '.first')  # the dumper keeps a few objects of its own: made before the planting
    arenas()  # compiles and imports what it needs now, not in the arenas that are counted
    count = 400000
    batch = [Survivor() for _ in range(count)]
    survivors = {id(batch[index]): batch[index] for index in range(0, count, 9973)}
    thirds = [Third() for _ in range(count)]
    kept = [third for index, third in enumerate(thirds) if index % 3]
    # Half-used pools of every size class: what this program allocates between the dump and the count goes there, and
    # opens no new pool in an arena that was promised.
    room = [bytes(size) for size in range(1, 480, 16) for _ in range(2000)]
    del room[::2], batch, thirds
    gc.collect()
    ouroboros_capture.dump(sys.argv[2])
    gc.collect()
    print('dumped', len(survivors), len(kept), flush=True)
    before = arenas()
    for line in sys.stdin:
        survivors.pop(int(line), None)
    gc.collect()
    print('arenas', before, arenas(), len(survivors), len(kept), len(room), flush=True)


main()
