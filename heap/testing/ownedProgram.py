"""Two planted modules with megabytes of their own and three that they share, and results in a cache; dumps itself to argv[2]."""
import functools
import sys
import types

sys.path.insert(0, sys.argv[1])
import ouroboros_capture


class Node:
    def __init__(self, parent):
        self.parent = parent
        self.payload = bytearray(1000)


def planted(name, size):
    module = types.ModuleType(name)
    module.own = [bytearray(1000) for _ in range(size // 1057)]
    sys.modules[name] = module
    return module


@functools.lru_cache(maxsize=None)
def cached(number):
    return bytearray(1000)


a, b = planted('planted_a', 1000000), planted('planted_b', 2000000)
shared = {'big': [bytearray(1000000) for _ in range(3)]}
a.shared = [shared]
b.shared = {'it': shared}
b.node = Node(Node(None))
del shared
for number in range(500):
    cached(number)
a.imported, a.use = b, cached
del a, b
ouroboros_capture.dump(sys.argv[2])
