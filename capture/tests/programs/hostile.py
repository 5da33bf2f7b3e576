"""Objects whose every method counts its calls; a dump must call none. Usage: hostile.py FOLDER"""
import abc
import enum
import gc
import json
import os
import sys
import types
import weakref

calls = {}


def counted(name):
    def method(self, *arguments, **keywords):
        calls[name] = calls.get(name, 0) + 1
        raise RuntimeError(name)
    return method


NAMES = ('__getattribute__ __getattr__ __setattr__ __eq__ __ne__ __lt__ __hash__ __repr__ __str__ __len__ __bool__ '
         '__iter__ __next__ __contains__ __getitem__ __sizeof__ __dir__ __reduce__ __reduce_ex__ __format__ __call__ '
         '__index__ __int__ __float__ __enter__ __exit__ __get__ __set__ __missing__ keys values items').split()
space = {name: counted(name) for name in NAMES}


class Meta(type):
    __getattribute__ = counted('Meta.__getattribute__')
    __eq__ = counted('Meta.__eq__')
    __hash__ = type.__hash__
    __instancecheck__ = counted('Meta.__instancecheck__')
    __subclasscheck__ = counted('Meta.__subclasscheck__')
    __subclasses__ = counted('Meta.__subclasses__')
    mro_calls = 0

    def mro(cls):
        return super().mro()


Hostile = type('Hostile', (), dict(space))
HostileDict = type('HostileDict', (dict,), {name: one for name, one in space.items() if name != '__setattr__'})
HostileList = type('HostileList', (list,), dict(space))
HostileTuple = type('HostileTuple', (tuple,), dict(space))
HostileSet = type('HostileSet', (set,), dict(space))
HostileStr = type('HostileStr', (str,), dict(space))
HostileInt = type('HostileInt', (int,), dict(space))
HostileBytes = type('HostileBytes', (bytes,), dict(space))
HostileError = type('HostileError', (Exception,), dict(space))
HostileRef = type('HostileRef', (weakref.ref,), dict(space))
HostileModule = type('HostileModule', (types.ModuleType,), dict(space))
Metaclassed = Meta('Metaclassed', (), dict(space))


class Liar:
    __class__ = property(counted('__class__'))
    __dict__ = property(counted('__dict__'))


class Deleting:
    def __del__(self):
        calls['__del__'] = calls.get('__del__', 0) + 1


class Unset:
    __slots__ = ('never', 'sometimes', '__dict__')


class Wide:
    pass


class Mutating:
    def __eq__(self, other):
        calls['Mutating.__eq__'] = 1
        keep.clear()
        return True

    def __hash__(self):
        return 1


class Colour(enum.Enum):
    RED = 1


class Base(abc.ABC):
    @abc.abstractmethod
    def method(self):
        pass


def make(kind, *arguments):
    return kind.__new__(kind, *arguments) if kind is not HostileError else kind('x')


keep = [object.__new__(Hostile) for _ in range(20)]
keep += [dict.__new__(HostileDict), list.__new__(HostileList), tuple.__new__(HostileTuple, (1, [2])),
         set.__new__(HostileSet), str.__new__(HostileStr, 'text'), int.__new__(HostileInt, 7),
         bytes.__new__(HostileBytes, b'x'), BaseException.__new__(HostileError), types.ModuleType.__new__(HostileModule)]
dict.__setitem__(keep[20], 'a', [1])
dict.__setitem__(keep[20], ('b',), [2])
list.append(keep[21], [3])
set.add(keep[23], 'member')
keep.append(type.__call__(Metaclassed))
keep.append(Liar())
keep.append(Deleting())
loop = Deleting()
loop.me = loop
del loop
half = Unset()
half.sometimes = []
keep += [Unset(), half]
wide = Wide()
for number in range(70):
    setattr(wide, 'attribute%d' % number, [number])
del wide.attribute5
keep.append(wide)
gone = Wide()
gone.first, gone.second = [], []
del gone.first
keep.append(gone)
keep.append({Mutating(): Mutating()})
target = Wide()
keep.append(HostileRef.__base__.__new__(HostileRef, target, counted('callback')))
keep.append(weakref.proxy(half if False else target, counted('callback')))
keep += [Colour.RED, Base, sys, types.MappingProxyType({'a': 1})]
keep.append(type('Odd', (), {1: 2} if False else {'a': 1}))


class Property:
    def __init__(self):
        self.inner = {}

    @property
    def trap(self):
        calls['property'] = 1
        return self.inner


keep.append(Property())
sys.modules['hostile_module'] = keep[28]
sys.modules['hostile_thing'] = keep[0]
import ouroboros_capture  # noqa: E402
calls.clear()
gc.disable()
folder = sys.argv[1]
ouroboros_capture.dump(os.path.join(folder, 'shape.ouro'))
ouroboros_capture.dump(os.path.join(folder, 'text.ouro'), 'text')
ouroboros_capture.dump(os.path.join(folder, 'fork.ouro'), fork=True)
seen = dict(calls)
del sys.modules['hostile_module'], sys.modules['hostile_thing']
print(json.dumps(seen))
sys.stdout.flush()
os._exit(0)
