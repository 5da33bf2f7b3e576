"""Writes the heap of a running CPython process to an `ouro` file.

    import ouroboros_capture
    ouroboros_capture.dump("app.ouro")

One file on purpose, however long: it must be copied into a container or injected into a process as it is.
Standard library only, CPython 3.8 to 3.14 with the GIL. It never runs code of the program it looks at, changes
nothing in its heap, and writes no value of it unless asked (`privacy="text"`). The parts, in order: constants,
memory reads, file writer, types, object rows, walk, threads and roots, pools and texts, dump, triggers, command
line, demo.

Facts about CPython name the C symbol and the versions they hold for; every memory offset that is not part of the
stable layout is found by probing known objects at start and dropped when the probe does not match.
"""
import gc
import itertools
import json
import os
import struct
import sys
import time
import types
import weakref
import zlib
from array import array
from itertools import chain, compress, filterfalse, islice

try:
    import ctypes
except ImportError:  # a build without libffi: counts by sys.getrefcount, no labels from memory
    ctypes = None
try:
    import _tracemalloc
except ImportError:
    _tracemalloc = None
try:  # the accelerator modules alone: hashlib would load OpenSSL into the program
    from _blake2 import blake2b
    try:
        from _sha256 import sha256
    except ImportError:  # 3.12+
        from _sha2 import sha256
except ImportError:
    from hashlib import blake2b, sha256

VERSION = '1.0.0'
__all__ = ['CaptureError', 'dump', 'install', 'main']


class CaptureError(Exception):
    """A capture that was refused or failed, with a stable code and one sentence."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


# ---- Constants of the format ------------------------------------------------------------------------------------

STRING, TYPE, OBJECT, REF, PREVIEW, TAG, CONTAINER, ROOT = 1, 2, 3, 4, 5, 6, 7, 8
THREAD, FRAME, POOL, TEXT, TRACE, OBJTRACE, WIDE, KEYS, END = 9, 10, 11, 12, 13, 14, 15, 16, 0xFFFF
NA, SATURATED = 0xFFFFFFFF, 0xFFFFFFFE
LAYOUT_NONE, LAYOUT_SEQ, LAYOUT_MAP, LAYOUT_SET, LAYOUT_EXPLICIT = range(5)
TRACKED, FINALIZED, IMMORTAL, DUMPER, GARBAGE, FROZEN, SIZE_ESTIMATED, INCOMPLETE = (1 << i for i in range(8))
INTERNED, TYPE_NOT_TRAVERSED, STATIC, HIDDEN_ADDED = 256, 512, 1024, 2048
(K_UNKNOWN, K_ITEM, K_KEY, K_VALUE, K_ELEMENT, K_ATTRIBUTE, K_SLOT, K_DICT, K_CELL, K_CLOSURE, K_GLOBALS, K_BUILTINS,
 K_CODE, K_CONSTANT, K_DEFAULT, K_LOCAL, K_STACK, K_FRAME, K_TRACEBACK, K_SELF, K_FUNCTION, K_TYPE, K_MODULE, K_WEAK,
 K_CALLBACK, K_EXCEPTION, K_INTERNAL, K_NAME) = range(28)
HIDDEN = 128
ROOT_MODULE, ROOT_FRAME, ROOT_LOCAL, ROOT_THREAD, _, ROOT_STATIC_TYPE, ROOT_BUILTINS, ROOT_GARBAGE = range(1, 9)
ROOT_REGISTRY, ROOT_SYS, ROOT_SINGLETON = 9, 10, 11

BATCH_OBJECTS = 32768        # the format's batch rule
BATCH_REFERENCES = 1 << 18   # keeps the row buffers of a batch near 3 MiB
CHUNK_REFERENCES = 1 << 20   # 13 MiB raw at most, below the format's 16 MiB

# Struct objects of our own: struct.pack would put new entries into the module's cache during the walk.
_FILE_HEADER, _CHUNK_HEADER = struct.Struct('<8sHHIII'), struct.Struct('<4sHHIIIIQ')
_WORD, _ADDRESS, _PAIR, _REF_PRELUDE, _TOTALS = map(struct.Struct, ('<I', '<Q', '<II', '<QII', '<8QII'))

PY = sys.version_info[:2]
HEAPTYPE, HAVE_GC, MANAGED_DICT, INLINE_VALUES = 1 << 9, 1 << 14, 1 << 4, 1 << 2
READY = 1 << 12  # type.__bases__ of a static type that is not ready is a null pointer (3.9 has such types)
# CPython 3.8-3.11 start static and deep-frozen objects at 999,999,999 references.
STATIC_COUNT = 900_000_000

_is_tracked, _referents, _refcount, _getsizeof = gc.is_tracked, gc.get_referents, sys.getrefcount, sys.getsizeof
_type_slots = {name: type.__dict__[name].__get__ for name in (
    '__flags__', '__mro__', '__base__', '__bases__', '__dict__', '__qualname__', '__name__', '__module__',
    '__basicsize__', '__itemsize__', '__dictoffset__', '__weakrefoffset__')}
_no_names = {}


def _namespace(kind):
    """The dict of a type as a read-only view; empty for a static type that was never made ready (3.9 has some)."""
    return _type_slots['__dict__'](kind) or _no_names


_module_dict = types.ModuleType.__dict__['__dict__'].__get__
_subclasses = type.__subclasses__


# ---- Memory reads -----------------------------------------------------------------------------------------------

class _Probe:
    """Objects of known shape, made once at import: classes made during a dump would become garbage cycles."""


class _SlottedProbe:
    __slots__ = ('second', 'first')


_probe = _Probe()
_probe.alpha = ['alpha']
_probe.beta = ['beta']
_slotted_probe = _SlottedProbe()
_slotted_probe.first = ['first']
_slotted_probe.second = ['second']
_count_probes = [[] for _ in range(8)]

if ctypes is not None:
    # One view over the whole address space: reading a word creates nothing but the int.
    _words = memoryview((ctypes.c_int64 * (1 << 59)).from_address(0)).cast('B').cast('Q')
    _halves = _words.cast('B').cast('I')
    _bytes = _words.cast('B')
    try:
        _libc = ctypes.PyDLL(None, use_errno=True)  # PyDLL keeps the GIL: no other thread runs during a write
        _libc.write.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t)
        _libc.write.restype = ctypes.c_ssize_t
    except (OSError, AttributeError, TypeError):
        _libc = None
else:
    _words = _halves = _bytes = _libc = None
_allocators = None
if ctypes and hasattr(ctypes.pythonapi, 'PyMem_SetAllocator'):
    _allocators = ctypes.pythonapi.PyMem_GetAllocator, ctypes.pythonapi.PyMem_SetAllocator
    for _entry in _allocators:
        _entry.restype, _entry.argtypes = None, (ctypes.c_int, ctypes.c_size_t)
_traceback_at = getattr(ctypes.pythonapi, '_PyTraceMalloc_GetTraceback', None) if ctypes and PY == (3, 11) else None
if _traceback_at:
    _traceback_at.restype, _traceback_at.argtypes = ctypes.py_object, (ctypes.c_uint, ctypes.c_size_t)


def _object_at(address):
    return ctypes.cast(address, ctypes.py_object).value


class Memory:
    """What may be read from memory, proven by probes. `on` is False when nothing may."""

    def __init__(self):
        self.on = self.keys_offset = self.locals_offset = self.names_offset = self.generator_locals = None
        self.frame_pointer = None
        self.notes = []
        self.starts, self.ends = array('Q'), array('Q')
        self.pages = set()
        self.on = self._usable()
        if self.on:
            self.keys_offset = self._find_cached_keys()
            self.inline = self.keys_offset is not None and self._check_inline()
            self._find_names()
            self._find_frame_locals()
            self._find_generator_locals()
        else:
            self.inline = False

    def _usable(self):
        if _words is None or struct.calcsize('P') != 8 or sys.byteorder != 'little':
            return self._off('ctypes, 64 bit and little endian are needed')
        try:
            with open('/proc/self/maps', 'rb', 0) as maps:
                self._read_ranges(maps.read())
        except OSError:
            return self._off('/proc/self/maps is missing')
        if hasattr(sys, 'gettotalrefcount') or _free_threaded():
            return self._off('debug or free-threaded build')
        if PY > (3, 14):
            return self._off('unknown Python version')
        probe, base = _count_probes[0], id(_count_probes[0]) >> 3
        items = _words[(id(_count_probes) >> 3) + 3]  # PyListObject.ob_item
        good = (_words[base + 1] == id(list) and _words[base + 2] == 0 and self.readable(items)
                and _words[items >> 3] == id(probe) and _halves[base * 2] == _refcount(probe) - 1
                and _words[(id(_probe) >> 3) + 1] == id(_Probe))
        return good or self._off('self-test of the object header failed')

    def _off(self, reason):
        self.notes.append('memory reads are off: ' + reason)
        return False

    def _read_ranges(self, text):
        for line in text.splitlines():
            if b' r' not in line[:80] or b'[v' in line:
                continue
            first, last = line.split(b' ', 1)[0].split(b'-')
            first, last = int(first, 16), int(last, 16)
            if self.ends and self.ends[-1] == first:
                self.ends[-1] = last
            elif last < 1 << 63:
                self.starts.append(first)
                self.ends.append(last)

    def readable(self, address, size=16):
        """Are the `size` bytes (64 at most; an object's header) from `address` in one mapping seen at the start?"""
        page = address + size - 1 >> 12
        if page in self.pages and (address >> 12 == page or page - 1 in self.pages):
            return True
        if not self.within(address, size):
            return False
        if page == address >> 12:
            self.pages.add(page)  # mappings are whole pages
        return True

    def within(self, address, size):
        """Are the `size` bytes from `address` in one mapping seen at the start?"""
        low, high = 0, len(self.starts)
        while low < high:
            middle = (low + high) // 2
            if self.starts[middle] <= address:
                low = middle + 1
            else:
                high = middle
        return low > 0 and address + size <= self.ends[low - 1]

    def pointers(self, address, count):
        return _words[address >> 3:(address >> 3) + count].tolist()

    def keys_table(self, keys):
        """(log2 size, index bytes, kind, usable, entries) of a PyDictKeysObject; kind 0 general, 1 unicode, 2 split."""
        word = keys >> 3
        if PY >= (3, 11):
            return _bytes[keys + 8], 1 << _bytes[keys + 9], _bytes[keys + 10], _words[word + 2], _words[word + 3]
        size = _words[word + 1]
        width = 1 if size <= 0xFF else 2 if size <= 0xFFFF else 4 if size <= 0xFFFFFFFF else 8
        return size.bit_length() - 1, size * width, 0, _words[word + 3], _words[word + 4]

    def table_keys(self, keys):
        """Addresses of the key strings of a shared table, in slot order."""
        log2, index_bytes, kind, usable, entries = self.keys_table(keys)
        if log2 > 40 or entries > 1 << 20 or kind > 2:
            return []
        first = keys + (32 if PY >= (3, 11) else 40) + index_bytes
        step, key = (2, 0) if kind else (3, 1)
        if not self.within(first, entries * step * 8):
            return []
        return self.pointers(first, entries * step)[key::step]

    def _find_cached_keys(self):
        """Offset of PyHeapTypeObject.ht_cached_keys: the word that leads to a table holding alpha, beta."""
        wanted = [id(name) for name in ('alpha', 'beta')]
        for offset in range(800, min(type.__basicsize__, 1000), 8):
            keys = _words[(id(_Probe) + offset) >> 3]
            if keys & 7 or not self.readable(keys, 40):
                continue
            table = self.keys_table(keys)
            if table[0] < 12 and table[4] == 2 and table[2] <= 2 and self.table_keys(keys) == wanted:
                return offset
        self.notes.append('attribute names: the shared keys table was not found')
        return None

    def cached_keys(self, type_address):
        if self.keys_offset is None:
            return 0
        keys = _words[(type_address + self.keys_offset) >> 3]
        return keys if keys and not keys & 7 and self.readable(keys, 40) else 0

    def inline_values(self, address, basicsize):
        """Address of the value slots of an instance with a managed dict; 0 when it has a real dict or none."""
        if PY >= (3, 13):
            # _PyObject_InlineValues; byte 3 of the header: the values are still valid
            if _words[(address - 24) >> 3] or not _bytes[address + basicsize + 3]:
                return 0
            return address + basicsize + 8
        if PY == (3, 12):  # PyDictOrValues: odd = values minus one
            word = _words[(address - 24) >> 3]
            return word + 1 if word & 1 else 0
        return _words[(address - 32) >> 3]  # 3.11

    def _check_inline(self):
        if PY < (3, 11):
            return False
        flags = _type_slots['__flags__'](_Probe)
        if flags & MANAGED_DICT and (PY < (3, 13) or flags & INLINE_VALUES):
            values = self.inline_values(id(_probe), _Probe.__basicsize__)
            if values and self.readable(values) and self.pointers(values, 2) == [id(_probe.alpha), id(_probe.beta)]:
                return True
        self.notes.append('attribute names: the inline values were not found')
        return False

    def _find_names(self):
        """Offset of PyCodeObject.co_localsplusnames (3.11+): reading co_varnames would build and cache a tuple."""
        if PY < (3, 11):
            return
        code = _frame_probe.__code__
        for offset in range(16, min(type(code).__basicsize__, 400), 8):
            names = _words[(id(code) + offset) >> 3]
            if names & 7 or not self.readable(names, 24) or _words[(names >> 3) + 1] != id(tuple):
                continue
            if _words[(names >> 3) + 2] == len(_FRAME_PROBE_NAMES) and _object_at(names) == _FRAME_PROBE_NAMES:
                self.names_offset = offset
                return
        self.notes.append('local names: co_localsplusnames was not found')

    def _find_frame_locals(self):
        """Where the fast locals of a running frame are: inside the frame object (3.8-3.10) or behind f_frame."""
        if PY < (3, 11) or self.names_offset is not None:
            _frame_probe(_probe.alpha, _probe.beta, self._search_frame)
        if self.locals_offset is None:
            self.notes.append('frame locals were not found')

    def _search_frame(self, address):
        wanted = [id(_probe.alpha), id(_probe.beta)]
        if PY < (3, 11):  # f_localsplus is the last field: its first entry is part of the basic size
            words = self.pointers(address, types.FrameType.__basicsize__ // 8 + 2)
            for index in range(8, len(words) - 1):
                if words[index:index + 2] == wanted:
                    self.locals_offset = index * 8
            return
        for offset in (24, 32, 40):
            inner = _words[(address + offset) >> 3]
            if inner & 7 or not self.within(inner, 112):
                continue
            words = self.pointers(inner, 14)  # nine fields or more, three locals, a stack of two or more
            for index in range(3, 13):
                if words[index:index + 2] == wanted:
                    self.frame_pointer, self.locals_offset = offset, index * 8

    def _find_generator_locals(self):
        if PY < (3, 11) or self.names_offset is None:
            return
        words = self.pointers(id(_generator_probe), _generator_probe.__sizeof__() // 8)
        for index in range(4, len(words) - 1):
            if words[index:index + 2] == [id(_probe.alpha), id(_probe.beta)]:
                self.generator_locals = index * 8


def _free_threaded():
    return 't' in getattr(sys, 'abiflags', '') or 'free-threading' in sys.version


_FRAME_PROBE_NAMES = ('alpha', 'beta', 'search')


def _frame_probe(alpha, beta, search):
    # the address only: a frame object that outlives its call would keep its callers and their locals
    search(id(sys._getframe()))


def _generator_of(alpha, beta):
    yield


_generator_probe = _generator_of(_probe.alpha, _probe.beta)
next(_generator_probe)


# ---- File writer ------------------------------------------------------------------------------------------------

def _padded(column):
    raw = column if isinstance(column, (bytes, bytearray)) else column.tobytes()
    rest = -len(raw) & 7
    return [raw, b'\0' * rest] if rest else [raw]


class Writer:
    """Chunks of one file through one buffer. Knows nothing of objects."""

    BUFFER = 1 << 20

    def __init__(self, descriptor, meta, compress_chunks, every_chunk=False):
        self.descriptor, self.compress = descriptor, compress_chunks
        self.parts, self.buffered, self.written = [], 0, 0
        self.every_chunk, self.committed = every_chunk, 0  # a partial file ends with the last chunk that was written
        self.rows = {kind: 0 for kind in (STRING, TYPE, OBJECT, REF, ROOT, FRAME, TRACE)}
        self.explicit_rows = self.chunks = self.crc_of_crcs = 0
        self.file_id = os.urandom(8)
        self.meta = json.dumps(meta, separators=(',', ':')).encode()
        self._append(self._header())

    def _header(self):
        head = _FILE_HEADER.pack(b'OUROHEAP', 1, 0, len(self.meta), zlib.crc32(self.meta), 0) + self.file_id
        return head + self.meta + b'\0' * (-len(self.meta) & 7)

    def mark_gil_released(self):
        """Rewrites the header in place; `false` and `true ` have the same length."""
        self.flush()
        self.meta = self.meta.replace(b'"gil_released":false', b'"gil_released":true ')
        os.lseek(self.descriptor, 0, os.SEEK_SET)
        _write_all(self.descriptor, self._header())
        os.lseek(self.descriptor, 0, os.SEEK_END)

    def chunk(self, kind, columns, rows, base=0):
        parts = list(chain.from_iterable(map(_padded, columns)))
        raw_bytes = stored = sum(map(len, parts))
        flags = 0
        if self.compress and raw_bytes > 256:
            packed = zlib.compress(b''.join(parts), 6)
            if len(packed) < raw_bytes:
                parts, flags, stored = [packed], 1, len(packed)
        head = _CHUNK_HEADER.pack(b'OCHK', kind, flags, stored, raw_bytes, rows, 0, base)
        crc = zlib.crc32(head)
        for part in parts:
            crc = zlib.crc32(part, crc)
        self._append(head[:20] + _WORD.pack(crc) + head[24:])
        for part in parts:
            self._append(part)
        if stored & 7:
            self._append(b'\0' * (-stored & 7))
        self.chunks += 1
        self.crc_of_crcs = zlib.crc32(_WORD.pack(crc), self.crc_of_crcs)
        if self.every_chunk:
            self.flush()
            self.committed = self.written

    def stream(self, kind, columns, rows):
        """A chunk of a kind with running row numbers."""
        self.chunk(kind, columns, rows, self.rows[kind])
        self.rows[kind] += rows

    def end(self, ending):
        rows, text = self.rows, json.dumps(ending, separators=(',', ':')).encode()
        offset = self.written + self.buffered
        totals = _TOTALS.pack(rows[OBJECT], rows[REF], self.explicit_rows, rows[STRING], rows[TYPE],
                             rows[ROOT], self.chunks, offset, self.crc_of_crcs, len(text))
        self.compress = False
        self.chunk(END, [totals + text], 1)
        self.flush()

    def _append(self, part):
        self.parts.append(part)
        self.buffered += len(part)
        if self.buffered >= self.BUFFER:
            self.flush()

    def flush(self):
        block = b''.join(self.parts)
        self.parts.clear()
        self.buffered = 0
        _write_all(self.descriptor, block)
        self.written += len(block)


def _write_all(descriptor, block):
    start = 0
    while start < len(block):
        if _libc is None:
            start += os.write(descriptor, block[start:])
            continue
        count = _libc.write(descriptor, block[start:] if start else block, len(block) - start)
        if count < 0:
            code = ctypes.get_errno()
            if code != 4:  # EINTR
                raise OSError(code, os.strerror(code))
        else:
            start += count


class Rows:
    """Rows of small integers in one array: a tuple per row would fill the interpreter's free lists and move the
    collector's allocation count."""

    def __init__(self, codes):
        self.codes, self.cells = codes, array('q')

    def __len__(self):
        return len(self.cells) // len(self.codes)

    def add(self, *values):
        self.cells.extend(values)

    def columns(self):
        raw, step = self.cells.tobytes(), 8 * len(self.codes)
        found = []
        for place, code in enumerate(self.codes):
            width = _WIDTHS[code]
            column = bytearray(width * len(self))
            for byte in range(width):
                column[byte::width] = raw[8 * place + byte::step]
            found.append(column)
        return found

    def clear(self):
        del self.cells[:]


_WIDTHS = {'Q': 8, 'I': 4, 'i': 4, 'H': 2, 'B': 1}


class Strings:
    """String ids. Keys are fresh bytes, never strings of the heap: those would gain a reference."""

    def __init__(self):
        self.ids = {b'': 0}
        self.pending = [b'']
        self.forgotten = 0

    def id(self, text):
        raw = text.encode('utf-8', 'surrogatepass')
        found = self.ids.get(raw)
        if found is None:
            found = self.ids[raw] = self.forgotten + len(self.ids)
            self.pending.append(raw)
        return found

    def forget(self):
        """Gives the memory back; ids go on, so a name may get a second one."""
        self.forgotten += len(self.ids)
        self.ids = {}

    def write(self, writer):
        if self.pending:
            lengths = array('I', map(len, self.pending))
            writer.stream(STRING, [lengths, b''.join(self.pending)], len(self.pending))
            self.pending.clear()


class Bitmap:
    """One bit per 8 bytes of address space in 64 KiB pages: about 1.6 % of the heap, against 100 bytes an id in a set."""

    def __init__(self):
        self.pages = {}

    def add(self, address):
        """Sets the bit; True when it was clear."""
        try:
            page = self.pages[address >> 16]
        except KeyError:
            page = self.pages[address >> 16] = bytearray(1024)
        index, bit = address >> 6 & 1023, 1 << (address >> 3 & 7)
        if page[index] & bit:
            return False
        page[index] |= bit
        return True

    def __contains__(self, address):
        page = self.pages.get(address >> 16)
        return page is not None and page[address >> 6 & 1023] >> (address >> 3 & 7) & 1 != 0


# ---- Types ------------------------------------------------------------------------------------------------------

# kinds of members by name; kinds whose label the format fixes to "none" are listed in UNLABELLED
_MEMBER_KINDS = {
    '__self__': K_SELF, '__func__': K_FUNCTION, '__wrapped__': K_FUNCTION, 'func': K_FUNCTION, '__globals__': K_GLOBALS,
    '__builtins__': K_BUILTINS, '__closure__': K_CLOSURE, '__code__': K_CODE, 'gi_code': K_CODE, 'cr_code': K_CODE,
    'ag_code': K_CODE, '__defaults__': K_DEFAULT, '__kwdefaults__': K_DEFAULT, '__annotations__': K_DEFAULT,
    '__dict__': K_DICT, '__name__': K_NAME, '__qualname__': K_NAME, '__module__': K_NAME, '__doc__': K_NAME,
    '__objclass__': K_TYPE, '__thisclass__': K_TYPE, '__self_class__': K_TYPE, '__mro__': K_TYPE, '__bases__': K_TYPE,
    '__base__': K_TYPE, 'fget': K_FUNCTION, 'fset': K_FUNCTION, 'fdel': K_FUNCTION, 'tb_next': K_TRACEBACK,
    'tb_frame': K_FRAME, '__traceback__': K_TRACEBACK, 'args': K_EXCEPTION, '__context__': K_EXCEPTION,
    '__cause__': K_EXCEPTION, 'cell_contents': K_CELL, 'gi_frame': K_FRAME, 'cr_frame': K_FRAME, 'ag_frame': K_FRAME,
    '__callback__': K_CALLBACK}
_UNLABELLED = {K_DICT, K_CELL, K_CLOSURE, K_GLOBALS, K_BUILTINS, K_CODE, K_FRAME, K_TRACEBACK, K_SELF, K_FUNCTION,
               K_MODULE, K_WEAK, K_CALLBACK}
_T_OBJECT, _T_OBJECT_EX = 6, 16  # structmember.h
_generator_types = tuple(getattr(types, name) for name in ('GeneratorType', 'CoroutineType', 'AsyncGeneratorType'))


def _make_field_probes():
    """(object, [(member, value)]): the offset of a member is where the object's memory holds the value's address."""
    def function(default=_probe.alpha, *, keyword=_probe.beta):
        return default, probe_local
    probe_local = ['cell']
    function.attribute = 1
    function.__annotations__ = {'default': 1}
    function.__name__, function.__qualname__ = 'probe name'[:9], 'probe qualname'[:13]
    error = ValueError('probe')
    error.attribute = 1
    error.__context__, error.__cause__ = KeyError(1), KeyError(2)
    try:
        raise OSError
    except OSError as raised:
        trace = raised.__traceback__
    error = error.with_traceback(trace)
    module, static = types.ModuleType('probe'), staticmethod(function)
    reference = weakref.ref(_probe, function)
    sequence, mapping = ['sequence'], {'mapping': []}
    generator = _generator_of(1, 2)
    generator.__name__, generator.__qualname__ = 'probe name'[:8], 'probe qualname'[:12]
    probes = [
        (function, [(name, getattr(function, name)) for name in (
            '__code__', '__defaults__', '__kwdefaults__', '__annotations__', '__dict__', '__name__', '__qualname__')]),
        (error, [(name, getattr(error, name)) for name in (
            'args', '__dict__', '__traceback__', '__context__', '__cause__')]),
        (module, [('__dict__', module.__dict__)]), (function.__closure__[0], [('cell_contents', probe_local)]),
        (sequence.append, [('__self__', sequence)]), (reference, [('__callback__', function)]),
        (generator, [('__name__', generator.__name__), ('__qualname__', generator.__qualname__)]),
        (_Probe, [('__mro__', _Probe.__mro__), ('__bases__', _Probe.__bases__), ('__base__', object),
                  ('__dict__', _referents(_Probe.__dict__)[0]), ('__name__', _Probe.__name__),
                  ('__qualname__', _Probe.__qualname__)]),
        (types.MappingProxyType(mapping), [('mapping', mapping)]), (mapping.keys(), [('mapping', mapping)]),
        (mapping.values(), [('mapping', mapping)]), (mapping.items(), [('mapping', mapping)]),
        (iter(sequence), [('sequence', sequence)]), (iter(mapping), [('mapping', mapping)]),
        (iter(mapping.values()), [('mapping', mapping)]), (iter(mapping.items()), [('mapping', mapping)])]
    if PY >= (3, 10):
        static.attribute = 1
        probes.append((static, [('__dict__', static.__dict__)]))
    return probes


_field_probes = _make_field_probes()


class TypeInfo:
    """Decisions about a type, made once. Holds ints only: a reference to the type would show up in its count."""
    __slots__ = ('ordinal', 'address', 'heap', 'gc', 'pre', 'fixed_size', 'size_rule', 'layout', 'family', 'fields',
                 'words', 'inline', 'names', 'positional', 'finalize', 'basicsize', 'dict_offset', 'managed', 'weak',
                 'kind', 'c_type', 'sized', 'weakly')


class Types:
    """The type table: a TypeInfo per type address, rows waiting to be written."""

    def __init__(self, strings, memory, short_path):
        self.strings, self.memory, self.short_path = strings, memory, short_path
        self.by_address = {}
        self.rows = Rows('QQIIIIIiiBB')
        self.probed = {}
        self.subtype_traverse = None
        self.type_last = False
        if memory.on:
            self._find_fields()
            self.subtype_traverse = self._slot(id(_Probe), 184)
            refs = _referents(_slotted_probe)
            # subtype_traverse visits slots by offset, then the dict or inline values, then the type (3.9-3.13)
            self.type_last = refs[-1] is _SlottedProbe and [id(r) for r in refs[:2]] == [
                id(_slotted_probe.first), id(_slotted_probe.second)]

    def _slot(self, type_address, offset):
        return _words[(type_address + offset) >> 3]

    def _find_fields(self):
        for probe, members in _field_probes:
            words = self.memory.pointers(id(probe), max(type(probe).__basicsize__ // 8, 3))
            owner = BaseException if type(probe) is ValueError else type(probe)
            found = self.probed.setdefault(id(owner), [])
            for name, value in members:
                if words.count(id(value)) == 1:
                    found.append((words.index(id(value)), name))

    def field(self, index, name, python_slot=False):
        kind = K_SLOT if python_slot else _MEMBER_KINDS.get(name, K_CONSTANT if name[:3] == 'co_' else K_INTERNAL)
        return index, 0 if kind in _UNLABELLED else self.strings.id(name), kind

    def of(self, sample):
        """The TypeInfo of type(sample)."""
        kind = type(sample)
        info = self.by_address.get(id(kind))
        if info is None:
            info = self.by_address[id(kind)] = self._inspect(kind, sample)
        return info

    def _inspect(self, kind, sample):
        info, get = TypeInfo(), _type_slots
        flags = get['__flags__'](kind)
        info.ordinal, info.address = len(self.by_address), id(kind)
        info.heap, info.gc = bool(flags & HEAPTYPE), bool(flags & HAVE_GC)
        info.basicsize, info.dict_offset = get['__basicsize__'](kind), get['__dictoffset__'](kind)
        info.managed = PY >= (3, 11) and bool(flags & MANAGED_DICT)
        info.pre = 16 * info.gc + 16 * bool(info.managed or PY >= (3, 12) and flags & 8)
        mro = get['__mro__'](kind) or (kind,)
        # Identity only: `in` and == would call a metaclass's __eq__.
        info.weak = any(id(base) in _WEAK_TYPES for base in mro)
        info.c_type = not info.heap
        info.weakly = get['__weakrefoffset__'](kind) != 0
        self._choose_layout(info, kind, mro)
        self._choose_fields(info, kind, mro)
        self._choose_size(info, kind, sample, mro)
        info.inline = info.managed and self.memory.inline and (PY < (3, 13) or bool(flags & INLINE_VALUES))
        keys = self.memory.cached_keys(id(kind)) if info.heap else 0
        info.names = None if not keys else [self.strings.id(_object_at(key))
                                            for key in self.memory.table_keys(keys) if key]
        info.finalize = self.memory.on and self._slot(id(kind), 392) != 0
        info.positional = self._is_positional(info, kind)
        self.rows.add(*self._row(info, kind, flags, mro))
        return info

    def _choose_layout(self, info, kind, mro):
        info.family = None
        info.layout = _LAYOUTS.get(id(kind), LAYOUT_EXPLICIT)
        if info.layout == LAYOUT_EXPLICIT:
            for base in mro:
                name = _FAMILIES.get(id(base))
                if name and not info.family:
                    info.family = name
        info.sized = info.family if info.family in ('list', 'tuple', 'dict', 'set') else None
        info.kind = _SPECIAL.get(id(kind))
        if info.kind is None and any(base is type for base in mro):
            info.kind = 'type'
        if info.heap and _qualified(kind) == ('functools', '_lru_cache_wrapper'):
            info.kind = 'lru_cache'

    def _choose_fields(self, info, kind, mro):
        """Members with an object pointer, by word index; LAYOUT_NONE when there can be no reference at all."""
        found = {}
        for base in mro:
            python_class = bool(_type_slots['__flags__'](base) & HEAPTYPE) and self._slots_declared(base)
            for name, index in self._member_offsets(base):
                found.setdefault(index, self.field(index, name, python_class))
            for index, name in self.probed.get(id(base), ()):
                found[index] = self.field(index, name)
        if info.dict_offset > 0 and self.memory.on:
            found[info.dict_offset >> 3] = self.field(info.dict_offset >> 3, '__dict__')
        if info.weak:
            found.pop(2, None)
        if kind is types.CodeType and self.memory.names_offset:
            index = self.memory.names_offset >> 3
            found[index] = self.field(index, 'co_localsplusnames')
            if _words[(id(_frame_probe.__code__) >> 3) + index + 1] and self._is_bytes(index + 1):
                found[index + 1] = self.field(index + 1, 'co_localspluskinds')
        if kind is types.FrameType:
            found = {}
        info.fields = list(chain.from_iterable(found[index] for index in sorted(found)))
        info.words = max(found) + 1 if found else 0
        if info.layout == LAYOUT_EXPLICIT and not info.gc and not found:
            info.layout = LAYOUT_NONE

    def _is_bytes(self, index):
        pointer = _words[(id(_frame_probe.__code__) >> 3) + index]
        return self.memory.readable(pointer) and _words[(pointer >> 3) + 1] == id(bytes)

    @staticmethod
    def _slots_declared(base):
        return any(type(key) is str and key == '__slots__' for key in _namespace(base).keys())

    def _member_offsets(self, base):
        """(name, word index) of the object members a type declares: __slots__ and T_OBJECT members of C types."""
        if not self.memory.on:
            return
        for name, value in _namespace(base).items():
            if type(value) is types.MemberDescriptorType and type(name) is str:
                member = _words[(id(value) >> 3) + 5]  # PyMemberDescrObject.d_member
                if not self.memory.readable(member, 24):
                    continue
                code, offset = _halves[(member + 8) >> 2], _words[(member + 16) >> 3]
                if code in (_T_OBJECT, _T_OBJECT_EX) and offset & 7 == 0 and offset < 4096:
                    yield name, offset >> 3

    def _choose_size(self, info, kind, sample, mro):
        """fixed_size, or a rule: 'exact' (the type's own C __sizeof__), 'call' (sys.getsizeof) or 'estimate'."""
        owner = value = None
        for base in mro:
            for name, entry in _namespace(base).items():
                if type(name) is str and name == '__sizeof__':
                    owner, value = base, entry
            if owner is not None:
                break
        info.fixed_size = None
        if type(value) is not types.MethodDescriptorType:
            info.size_rule = 'estimate'
        elif owner is object and _type_slots['__itemsize__'](kind) == 0:
            info.size_rule, info.fixed_size = 'fixed', _getsizeof(sample)
        elif owner is kind and id(kind) in _EXACT_SIZED:
            info.size_rule, info.pre = 'exact', _getsizeof(sample) - kind.__sizeof__(sample)
        else:
            info.size_rule = 'call'

    def _is_positional(self, info, kind):
        """(label, kind) of the references in the order subtype_traverse reports them, or None when it has a C base.

        subtype_traverse (typeobject.c): the slots of each class from the most derived one, the inline values in slot
        order or the dict, then the type. Proven for this interpreter in __init__.
        """
        if not self.type_last or not info.heap or info.family or info.weak or info.kind or not info.gc:
            return None
        fields, base = [], kind
        while base is not object:
            if self._slot(id(base), 184) != self.subtype_traverse:
                return None
            offsets = sorted(set(index for _, index in self._member_offsets(base)))
            by_index = dict(zip(info.fields[0::3], zip(info.fields[1::3], info.fields[2::3])))
            fields += [by_index[index] for index in offsets]
            base = _type_slots['__base__'](base)
        if info.inline:
            fields += [(name, K_ATTRIBUTE) for name in info.names or ()]
        elif info.managed:
            return None
        elif info.dict_offset:
            fields.append((0, K_DICT))
        return array('I', [label for label, _ in fields]), bytes(kind for _, kind in fields)

    def _row(self, info, kind, flags, mro):
        get, identify = _type_slots, self.strings.id
        module, name = get['__module__'](kind), get['__qualname__'](kind)
        module = module if type(module) is str else ''
        traits = 32
        if self.memory.on:
            traits = sum(bool(self._slot(id(kind), offset)) << bit
                         for bit, offset in enumerate((184, 192, 392, 376)))
            traits |= 16 * (K_SLOT in info.fields[2::3])
        return (id(kind), flags, identify(module), identify(name), identify(self._file_of(module)), info.basicsize,
                get['__itemsize__'](kind), info.dict_offset, get['__weakrefoffset__'](kind), info.layout, traits)

    def _file_of(self, module_name):
        module = sys.modules.get(module_name)
        if type(module) is not types.ModuleType:
            return ''
        path = _module_dict(module).get('__file__')
        return self.short_path(path) if type(path) is str else ''

    def write(self, writer):
        if len(self.rows):
            writer.stream(TYPE, self.rows.columns(), len(self.rows))
            self.rows.clear()


def _qualified(kind):
    return _type_slots['__module__'](kind), _type_slots['__qualname__'](kind)


def _is_lru_link_type(member):
    """lru_cache_tp_traverse (3.9+) reports the types of its links; the links are rows and refer to it themselves."""
    return type(member) is type and _type_slots['__qualname__'](member) == '_lru_list_elem'


def _families():
    import collections
    known = {list: 'list', tuple: 'tuple', dict: 'dict', set: 'set', frozenset: 'set', collections.deque: 'deque'}
    if type(dict.__dict__['keys']) is type(collections.OrderedDict.__dict__.get('keys')):
        known[collections.OrderedDict] = 'odict'
    return {id(kind): name for kind, name in known.items()}


_FAMILIES = _families()
_SPECIAL = {id(types.FrameType): 'frame', id(types.CodeType): 'code', id(types.FunctionType): 'function',
            id(types.ModuleType): 'module', **{id(kind): 'generator' for kind in _generator_types}}
_LAYOUTS = {id(list): LAYOUT_SEQ, id(tuple): LAYOUT_SEQ, id(dict): LAYOUT_MAP, id(set): LAYOUT_SET,
            id(frozenset): LAYOUT_SET}
_WEAK_TYPES = {id(weakref.ref), id(weakref.ProxyType), id(weakref.CallableProxyType)}
_EXACT_SIZED = {id(kind) for kind in (list, tuple, dict, set, frozenset, str, bytes, bytearray, int)}


# ---- Object rows ------------------------------------------------------------------------------------------------

def _addresses(objects):
    """The addresses in a list of ours as bytes: a copy of the list's item array, no int is made."""
    items = _words[(id(objects) >> 3) + 3] >> 3
    return _words[items:items + len(objects)].tobytes()


def _addresses_slowly(objects):
    return array('Q', map(id, objects)).tobytes()


def _narrow(values):
    """u32 column of an iterable factory: bytes for small values, then widened, twice as fast as array('I')."""
    try:
        small = bytes(values())
    except ValueError:
        return array('I', values())
    wide = bytearray(4 * len(small))
    wide[0::4] = small
    column = array('I')
    column.frombytes(wide)
    return column


class Batch:
    """Columns of at most BATCH_OBJECTS objects and their references, written as one OBJECT and its REF chunks."""

    def __init__(self):
        self.address, self.size, self.type = bytearray(), array('I'), array('I')
        self.count, self.length, self.refs = array('I'), array('I'), array('I')
        self.flags, self.generation = array('H'), bytearray()
        self.targets, self.labels, self.kinds = bytearray(), array('I'), bytearray()
        self.segments = []  # (rows, explicit rows) in order
        self.containers, self.wide = Rows('IIIIQQBB'), Rows('QIB')
        self.preview_objects, self.preview_forms, self.preview_texts = array('I'), bytearray(), []
        self.tag_objects, self.tags = array('I'), array('Q')
        self.giants = []    # (segment number, object) whose rows are streamed, not buffered
        self.traced, self.traces = array('I'), array('I')

    def __len__(self):
        return len(self.size)

    def write(self, writer, own_references, stream_giant):
        rows = len(self.size)
        if not rows:
            return
        writer.stream(OBJECT, [_PAIR.pack(own_references, 0), self.address, self.size, self.type, self.count,
                               self.length, self.refs, self.flags, self.generation], rows)
        self._write_references(writer, stream_giant)
        if len(self.containers):
            writer.chunk(CONTAINER, self.containers.columns(), len(self.containers))
        if self.tags:
            writer.chunk(TAG, [self.tag_objects, self.tags], len(self.tags))
        if self.traced:
            writer.chunk(OBJTRACE, [self.traced, self.traces], len(self.traced))
        self._write_previews(writer)
        if len(self.wide):
            writer.chunk(WIDE, self.wide.columns(), len(self.wide))

    def _write_previews(self, writer):
        for start in range(0, len(self.preview_texts), 4096):
            end = start + 4096
            texts = self.preview_texts[start:end]
            writer.chunk(PREVIEW, [self.preview_objects[start:end], array('I', map(len, texts)),
                                   self.preview_forms[start:end], b''.join(texts)], len(texts))

    def preview(self, ordinal, form, text):
        self.preview_objects.append(ordinal)
        self.preview_forms.append(form)
        self.preview_texts.append(text)

    def _write_references(self, writer, stream_giant):
        row = explicit_row = 0
        start = explicit_start = 0
        giants = dict(self.giants)
        for number, (rows, explicit) in enumerate(self.segments):
            if number in giants or row - start + rows > CHUNK_REFERENCES:
                self._reference_chunk(writer, start, row, explicit_start, explicit_row)
                start, explicit_start = row, explicit_row
            if number in giants:
                stream_giant(giants[number], rows)
                continue
            while rows > CHUNK_REFERENCES:  # one explicit object with very many references
                step = CHUNK_REFERENCES
                self._reference_chunk(writer, row, row + step, explicit_row, explicit_row + (step if explicit else 0))
                row, rows = row + step, rows - step
                explicit_row, explicit = (explicit_row + step, explicit - step) if explicit else (explicit_row, 0)
                start, explicit_start = row, explicit_row
            row, explicit_row = row + rows, explicit_row + explicit
        self._reference_chunk(writer, start, row, explicit_start, explicit_row)

    def _reference_chunk(self, writer, start, end, explicit_start, explicit_end):
        if end > start:
            write_references(writer, self.targets[8 * start:8 * end], self.labels[explicit_start:explicit_end],
                             self.kinds[explicit_start:explicit_end])


def write_references(writer, targets, labels=b'', kinds=b''):
    head = _REF_PRELUDE.pack(writer.explicit_rows, len(kinds), 0)
    writer.stream(REF, [head, targets, labels, kinds], len(targets) // 8)
    writer.explicit_rows += len(kinds)


class Traces:
    """Where tracemalloc saw objects being allocated. Each stack is written once."""

    MOST_FRAMES = 128

    def __init__(self, writer, strings, short_path, source):
        self.writer, self.strings, self.short_path, self.source = writer, strings, short_path, source
        # By the 64 bit hash of the frames: the frames themselves would be references to names of the heap.
        self.ids = {}
        self.counts, self.files, self.lines = array('I'), array('I'), array('I')

    def of(self, info, group, ordinal, batch):
        """OBJTRACE rows of the objects of a group that were allocated while tracemalloc ran: 3 to 5 us each."""
        ids, source = self.ids, self.source
        if _traceback_at and info.pre > 16:
            pre = info.pre  # 3.11 looks 16 bytes before an object, but with a managed dict its block begins 32 before
            source = lambda one: _traceback_at(0, id(one) - pre)  # noqa: E731
        for number, frames in enumerate(map(source, group)):
            if frames:
                key = hash(frames)
                trace = ids.get(key)
                if trace is None:
                    trace = ids[key] = len(ids)
                    self._add(frames)
                batch.traced.append(ordinal + number)
                batch.traces.append(trace)

    def _add(self, frames):
        if len(self.files) > 1 << 18:
            self.write()
        frames = frames[:self.MOST_FRAMES]  # the most recent first
        self.counts.append(len(frames))
        for file, line in frames:
            self.files.append(self.strings.id(self.short_path(file)))
            self.lines.append(min(max(line, 0), NA))

    def write(self):
        if self.counts:
            self.strings.write(self.writer)
            columns = [_PAIR.pack(len(self.files), 0), self.counts, self.files, self.lines]
            self.writer.stream(TRACE, columns, len(self.counts))
            for column in (self.counts, self.files, self.lines):
                del column[:]


def _untraced(memory):
    """Takes tracemalloc's hooks off the allocators while we allocate; returns what puts them back.

    With 12 frames each, the stacks of our own objects take eight times the time of the dump. tracemalloc_start() kept
    the allocators below its hooks where the first word of a hook points. Blocks that end meanwhile stay in its figures.
    """
    hooks = []
    if not (_tracemalloc and _tracemalloc.is_tracing() and memory.on and _allocators and _is_traced()):
        return int
    for domain in (1, 2):  # PYMEM_DOMAIN_MEM and _OBJ, which the GIL protects
        hook = array('Q', bytes(40))  # PyMemAllocatorEx: context, malloc, calloc, realloc, free
        _allocators[0](domain, hook.buffer_info()[0])
        if hook[0] & 7 or not memory.within(hook[0], 40):
            return int
        below = array('Q', memory.pointers(hook[0], 5))
        if not all(memory.within(function, 1) for function in below[1:]) or below == hook:
            return int
        hooks.append((domain, hook, below))

    def traced_again():
        for domain, hook, _ in hooks:
            _allocators[1](domain, hook.buffer_info()[0])

    for domain, _, below in hooks:
        _allocators[1](domain, below.buffer_info()[0])
    if _is_traced():
        traced_again()
        return int
    return traced_again


def _is_traced():
    return _tracemalloc._get_object_traceback(object()) is not None


def _traceback_source(wanted):
    """tracemalloc's own question about one object, when it is running and nobody said no."""
    return _tracemalloc._get_object_traceback if wanted and _tracemalloc and _tracemalloc.is_tracing() else None


# ---- Walk -------------------------------------------------------------------------------------------------------

class Walk:
    """Turns objects into rows: the generation lists, then whatever untracked objects they lead to."""

    def __init__(self, writer, strings, memory, types_table, options):
        self.writer, self.strings, self.memory, self.types, self.options = (
            writer, strings, memory, types_table, options)
        self.seen, self.names, self.recent = Bitmap(), Bitmap(), set()
        self.emitted = Bitmap()     # untracked objects with weak references: met once by count, once weakly
        self.frontier = []
        self.batch = Batch()
        self.own, self.own_types, self.garbage = set(), set(), set()
        self.unreported = set()     # texts never previewed: environment and arguments
        self.running_frames = set()
        self.own_frames = set()
        self.frozen = self.exact = False
        self.errors = self.frozen_rows = 0
        self.traces = None
        self.windows = set()        # 64 KiB windows with an object, candidates for pools
        self.suspended = Rows('QQIIIIB')  # frame rows of generators
        self.tables = set()         # shared keys tables already described
        self.roots = None           # its table of shared keys grows when a dict leads to one that no type has
        self.label_cache = {}
        self.addresses = _addresses if memory.on else _addresses_slowly
        self.own_references = 0
        self.peek_counts = memory.on and PY >= (3, 14)  # 3.14 borrows stack references: getrefcount may be one short
        self._calibrate()

    def forget(self):
        """Frees everything but the counts of errors: what we hold would stand in the pools that are read next."""
        errors = self.errors
        vars(self).clear()
        self.errors = errors

    # -- reference counts

    def _counts(self, group):
        if self.peek_counts:
            column = array('Q')
            column.frombytes(_addresses(group))
            return array('I', [_halves[address >> 2] for address in column])
        try:
            return _narrow(lambda: map(_refcount, group))
        except OverflowError:
            return array('I', [min(count, NA) for count in map(_refcount, group)])

    def _calibrate(self):
        """How many references the walk itself holds, measured on known objects through the same functions."""
        probes = list(_count_probes)
        groups = _grouped(probes)
        for group in groups.values():
            self.own_untracked = self._counts(group)[0] - 1
        del group
        groups.clear()
        generation = list(_count_probes)
        groups = _grouped(generation[:])
        for group in groups.values():
            self.own_tracked = self._counts(group)[0] - 1
        del group
        groups.clear()
        boxes = [[object()], [object()]]
        flat = list(chain.from_iterable(boxes))
        fresh = list(filterfalse(_is_tracked, flat))
        self.single = list(map(_refcount, fresh))[0]

    # -- reach

    def discover(self, objects, counted=False):
        """Puts untracked objects not met before on the frontier.

        `counted`: every object of the list is there by a reference that its count includes. One with a count of one
        can then be met only here, and needs no bit: most data of a program is of that kind.
        """
        fresh = objects if self.frozen else list(filterfalse(_is_tracked, objects))
        if counted and self.exact:
            single = self.single
            once = [count == single for count in map(_refcount, fresh)]
            self.frontier += compress(fresh, once)
            fresh = list(compress(fresh, [not flag for flag in once]))
        add, recent, frontier = self.seen.add, self.recent, self.frontier
        for start in range(0, len(fresh), 8192):
            part = fresh[start:start + 8192]
            unique = dict(zip(map(id, part), part))
            new = unique.keys() - recent
            for address in new:
                if add(address):
                    frontier.append(unique[address])
            if len(recent) > 8192:
                recent.clear()
            recent |= new

    def discover_address(self, address):
        if self.seen.add(address):
            found = _object_at(address)
            if self.frozen or not _is_tracked(found):
                self.frontier.append(found)

    def generations(self, lists):
        for generation in (3, 2, 1, 0):
            objects = lists[generation]
            for start in range(0, len(objects), BATCH_OBJECTS):
                self.rows(objects[start:start + BATCH_OBJECTS], generation, self.own_tracked)
                self.drain(BATCH_OBJECTS)
        self.drain(1)

    def drain(self, threshold):
        while len(self.frontier) >= threshold:
            piece = self.frontier[-BATCH_OBJECTS:]
            del self.frontier[-BATCH_OBJECTS:]
            if self.frozen:
                tracked = list(filter(_is_tracked, piece))
                if tracked:
                    piece = list(filterfalse(_is_tracked, piece))
                    self.frozen_rows += len(tracked)
                    self.rows(tracked, 3, self.own_untracked)
            self.rows(piece, 255, self.own_untracked)

    def rows(self, objects, generation, own_references):
        """Rows of a list of objects, which is emptied: only the group lists may hold them when counts are read."""
        outer, self.own_references = self.own_references, own_references
        groups = _grouped(objects)
        while groups:
            group = groups.popitem()[1]
            known = len(self.types.by_address)
            info = self.types.of(group[0])
            if generation == 255 and info.weakly:
                group[:] = [one for one in group if self.emitted.add(id(one))]
                if not group:
                    continue
            counts = self._counts(group)
            if len(self.types.by_address) != known:
                self.discover([type(group[0])])
            self._emit(info, group, counts, generation)
            if len(self.batch) >= BATCH_OBJECTS or len(self.batch.targets) >= 8 * BATCH_REFERENCES:
                self.flush()
        self.flush()
        self.own_references = outer

    def flush(self):
        if len(self.batch):
            batch, self.batch = self.batch, Batch()
            self.windows.update([storage >> 16 for storage in batch.containers.cells[4::8]])
            if self.traces:
                self.traces.write()
            self.strings.write(self.writer)
            self.types.write(self.writer)
            batch.write(self.writer, self.own_references, self._stream_giant)

    # -- rows of one group of objects of the same type

    def _emit(self, info, group, counts, generation):
        if info.layout in (LAYOUT_SEQ, LAYOUT_MAP, LAYOUT_SET):
            lengths = _narrow(lambda: map(len, group))
            total = sum(lengths)
            if total > BATCH_REFERENCES and len(group) > 1:
                middle = len(group) // 2
                self._emit(info, group[:middle], counts[:middle], generation)
                self._emit(info, group[middle:], counts[middle:], generation)
                return
            giant = total > BATCH_REFERENCES
            first = self._columns(info, group, counts, generation)
            refs = self._container_references(info, group, lengths, giant)
            lengths = array('I', [rows // 2 for rows in refs]) if info.layout == LAYOUT_MAP else refs
            self.batch.length += lengths
            self.batch.refs += refs
            self._containers(info, group, first, lengths)
            if giant:
                self.flush()
                self._discover_giant(info, group[0])
        elif info.layout == LAYOUT_NONE:
            first = self._columns(info, group, counts, generation)
            self.batch.refs += array('I', bytes(4 * len(group)))
            self._atoms(info, group, first)
        else:
            first = self._columns(info, group, counts, generation)
            full = info.positional is not None and self._positional_references(info, group)
            if not full:
                self._explicit_references(info, group, first)
            if info.inline and PY < (3, 13):
                self._inline_rows(info, first, full)
            self._describe(info, group, first)

    def _columns(self, info, group, counts, generation):
        """Everything but references; returns the row number in the batch of the first object."""
        batch, n = self.batch, len(group)
        first = len(batch)
        raw = self.addresses(group)
        batch.address += raw
        batch.type += array('I', [info.ordinal]) * n
        batch.count += counts
        flags = (0 if generation == 255 else TRACKED) | (FROZEN if generation == 3 else 0)
        if info.size_rule == 'estimate':
            flags |= SIZE_ESTIMATED
        batch.flags += array('H', [flags]) * n
        batch.generation += bytes([generation]) * n
        self._sizes(info, group, first)
        if info.layout in (LAYOUT_NONE, LAYOUT_EXPLICIT):
            self._lengths(info, group, first)
        if max(counts) >= STATIC_COUNT:
            self._flag_static(counts, first)
        if info.finalize and generation != 255 and hasattr(gc, 'is_finalized'):
            self._flag(first, compress(range(n), map(gc.is_finalized, group)), FINALIZED)
        if info.address in self.own_types or self.garbage:
            found = array('Q', raw)
            self._flag(first, [i for i in range(n) if found[i] in self.own], DUMPER)
            self._flag(first, [i for i in range(n) if found[i] in self.garbage], GARBAGE)
        if self.memory.on and self.options['pools']:
            self.windows.update(_windows(raw))
        if self.traces:
            self.traces.of(info, group, self.writer.rows[OBJECT] + first, batch)
        return first

    def _flag(self, first, rows, flag):
        for row in rows:
            self.batch.flags[first + row] |= flag

    def _flag_static(self, counts, first):
        for row, count in enumerate(counts):
            if PY >= (3, 12):
                if count >> 31:
                    self.batch.flags[first + row] |= IMMORTAL
            elif count >= STATIC_COUNT:
                self.batch.flags[first + row] |= STATIC

    def _sizes(self, info, group, first):
        batch, pre = self.batch, info.pre
        if info.fixed_size is not None:
            batch.size += array('I', [info.fixed_size]) * len(group)
            return
        if info.size_rule == 'exact':
            sizer = type(group[0]).__sizeof__
            sizes = [size + pre for size in map(sizer, group)] if pre else list(map(sizer, group))
        elif info.size_rule == 'call':
            sizes = list(map(_getsizeof, group))
        else:
            sizes = [object.__sizeof__(one) + pre for one in group]
        try:
            batch.size += array('I', sizes)
        except OverflowError:
            for row, size in enumerate(sizes):
                if size >= SATURATED:
                    batch.wide.append((size, self.writer.rows[OBJECT] + first + row, 1))
                    sizes[row] = SATURATED
            batch.size = batch.size[:first] + array('I', sizes)

    def _lengths(self, info, group, first):
        name = info.size_rule == 'exact' and type(group[0]).__name__
        if name and name != 'int':
            lengths = list(map(len, group))
        elif info.sized:
            base = {'list': list, 'tuple': tuple, 'dict': dict}.get(info.sized)
            if base is None:
                base = set if issubclass(type(group[0]), set) else frozenset
            lengths = list(map(base.__len__, group))
        else:
            self.batch.length += array('I', [NA]) * len(group)
            return
        for row, length in enumerate(lengths) if max(lengths) >= SATURATED else ():
            if length >= SATURATED:
                self.batch.wide.add(length, self.writer.rows[OBJECT] + first + row, 2)
                lengths[row] = SATURATED
        self.batch.length += array('I', lengths)

    # -- references of exact containers

    def _container_references(self, info, group, lengths, giant):
        """Buffers the references; returns the number per object. Another thread may have changed a container since
        its length was read, so a group that does not add up is copied first (each copy is one step of C code)."""
        batch = self.batch
        if giant:
            rows = lengths[0] * (2 if info.layout == LAYOUT_MAP else 1)
            batch.giants.append((len(batch.segments), group[0]))
            batch.segments.append((rows, 0))
            return array('I', [rows])
        try:
            flat = self._flat(info, group, sum(lengths))
        except (RuntimeError, ValueError):
            self.errors += 1
            copies = list(map(type(group[0]).copy, group)) if info.address not in _IMMUTABLE else group
            lengths = array('I', map(len, copies))
            flat = self._flat(info, copies, sum(lengths))
        if info.layout == LAYOUT_MAP:
            keys, values = flat
            pairs = array('Q', bytes(16 * len(keys)))
            pairs[0::2], pairs[1::2] = (array('Q', self.addresses(part)) for part in flat)
            batch.targets += pairs.tobytes()
            self.discover(values, True)
            self.discover(keys)
            lengths = array('I', [2 * length for length in lengths])
            batch.segments.append((2 * len(keys), 0))
        else:
            batch.targets += self.addresses(flat)
            batch.segments.append((len(flat), 0))
            self.discover(flat, True)
        return lengths

    @staticmethod
    def _flat(info, group, total):
        flat = list(chain.from_iterable(group))
        if len(flat) != total:
            raise ValueError
        if info.layout != LAYOUT_MAP:
            return flat
        values = list(chain.from_iterable(map(dict.values, group)))
        if len(values) != total:
            raise ValueError
        return flat, values

    def _stream_giant(self, container, rows):
        """Exactly `rows` rows in pieces; padded with None when another thread shortened the container meanwhile."""
        written = 0
        for piece in _pieces(container):
            piece = piece[:rows - written]
            if piece:
                write_references(self.writer, self.addresses(piece))
                written += len(piece)
        if written < rows:
            self.errors += 1
            while written < rows:
                step = min(rows - written, 65536)
                write_references(self.writer, _ADDRESS.pack(id(None)) * step)
                written += step

    def _discover_giant(self, info, container):
        counted = info.layout != LAYOUT_MAP
        for piece in _pieces(container if counted else dict.keys(container)):
            self.discover(piece, counted)
            del piece
            self.drain(BATCH_OBJECTS)
        for piece in _pieces(dict.values(container)) if not counted else ():
            self.discover(piece, True)
            del piece
            self.drain(BATCH_OBJECTS)

    def _containers(self, info, group, first, lengths):
        """CONTAINER rows: capacity and separate storage."""
        if not self.memory.on:
            return
        rows = self.batch.containers
        base = self.writer.rows[OBJECT] + first
        words = _words
        column = array('Q')
        column.frombytes(self.batch.address[8 * first:])
        if info.address == id(list):
            for row, (address, length, size) in enumerate(zip(column, lengths, self.batch.size[first:])):
                allocated = (size - _EMPTY_LIST) >> 3
                if allocated > length or 0 < allocated <= 64:  # full, but its items lie in a pool
                    storage = words[(address >> 3) + 3]
                    rows.add(base + row, length, length, allocated, storage, allocated * 8, 1, 0)
        elif info.layout == LAYOUT_MAP:
            self._dict_rows(column, lengths, base, rows)
        elif info.layout == LAYOUT_SET:
            for row, (address, length) in enumerate(zip(column, lengths)):
                mask, table = words[(address >> 3) + 4], words[(address >> 3) + 5]
                if length:
                    separate = table != address + 64 + 8 * (PY < (3, 8))
                    rows.add(base + row, length, length, mask + 1, table if separate else 0,
                             16 * (mask + 1) if separate else 0, 4, (mask + 1).bit_length() - 1)

    def _dict_rows(self, column, lengths, base, rows):
        words, memory, cache, slot = _words, self.memory, {}, 2 if PY >= (3, 11) else 3
        for row, (address, length) in enumerate(zip(column, lengths)):
            keys, values = words[(address >> 3) + 4], words[(address >> 3) + 5]
            if not length and keys == _EMPTY_KEYS:
                continue
            table = cache.get(keys)
            if table is None:
                if not memory.readable(keys, 40):
                    continue
                log2, index_bytes, kind, usable, entries = memory.keys_table(keys)
                entry_words = slot if kind or PY < (3, 11) else 3
                size = (32 if PY >= (3, 11) else 40) + index_bytes + ((2 << log2) // 3) * 8 * entry_words
                table = usable, entries, size, log2
                if values:
                    cache[keys] = table
                    if keys not in self.tables:
                        self._extra_table(keys)
            usable, entries, size, log2 = table
            rows.add(base + row, length, length if values else entries, min(usable + entries, NA), keys, size,
                     3 if values else 2, log2)

    def _extra_table(self, keys):
        self.tables.add(keys)
        names = [address for address in self.memory.table_keys(keys) if address]
        self.roots.tables.add(keys, 0, len(names))
        self.roots.table_keys.extend(names)
        for address in names:
            self.names.add(address)
            self.discover_address(address)

    # -- references of everything else

    def _positional_references(self, info, group):
        """The whole group at once when every object has every slot and attribute: then the order names them."""
        (labels, kinds), n = info.positional, len(group)
        step = len(labels) + 1
        found = _referents(*group)
        if len(found) != n * step:
            return False
        column = array('Q')
        column.frombytes(self.addresses(found))
        if column[step - 1::step] != array('Q', [info.address]) * n:
            return False
        if step == 2 and info.inline and id(dict) in set(map(id, map(type, found[0::2]))):
            return False  # a materialised dict looks like a single attribute
        if PY >= (3, 13) and info.inline and any(_words[(address - 24) >> 3] for address in
                                                  array('Q', self.addresses(group))):
            return False  # 3.13 reports values and dict of a materialised instance
        del column[step - 1::step]
        batch = self.batch
        batch.targets += column.tobytes()
        batch.labels += labels * n
        batch.kinds += kinds * n
        batch.refs += array('I', [step - 1]) * n
        batch.segments.append((len(column), len(column)))
        self.discover(found, True)
        return True

    def _inline_rows(self, info, first, full):
        """CONTAINER rows of the value arrays of 3.11 and 3.12, blocks that sys.getsizeof() does not count."""
        column = array('Q')
        column.frombytes(self.batch.address[8 * first:])
        rows, names, pointers = self.batch.containers, len(info.names or ()), self.memory.pointers
        values_of, basicsize = self.memory.inline_values, info.basicsize
        for ordinal, address in enumerate(column, self.writer.rows[OBJECT] + first):
            values = values_of(address, basicsize)
            if values:
                used = names if full else names - pointers(values, names).count(0)
                # the byte before the slots is the size of the prefix (init_inline_values, new_values)
                rows.add(ordinal, used, used, NA, values - _bytes[values - 1], 0, 6, 0)

    def _explicit_references(self, info, group, first):
        batch = self.batch
        start = len(batch.kinds)
        for row, one in enumerate(group):
            before = len(batch.kinds)
            flags = self._references_of(info, one)
            rows = len(batch.kinds) - before
            batch.refs.append(rows)
            if flags:
                batch.flags[first + row] |= flags
        rows = len(batch.kinds) - start
        batch.segments.append((rows, rows))

    def _row(self, target, label, kind):
        self.batch.targets += target.to_bytes(8, 'little')
        self.batch.labels.append(label)
        self.batch.kinds.append(kind)

    def _references_of(self, info, one):
        """Rows of one object: what traverse reports, each named when its place in memory is known, then the hidden
        references. Returns flags."""
        address, flags = id(one), 0
        if info.kind == 'frame' and (address in self.running_frames or address in self.own_frames):
            return 0 if PY >= (3, 11) else self._own_frame(one)
        found = _referents(one)
        left = list(map(id, found))
        if info.kind == 'lru_cache':
            left = [id(member) for member in found if not _is_lru_link_type(member)]
        if info.heap:
            if info.address in left:
                left.remove(info.address)
            else:
                flags |= TYPE_NOT_TRAVERSED
        if info.kind == 'type' and not _type_slots['__flags__'](one) & HEAPTYPE:
            return flags | self._static_type(one)
        skip_inline = False
        if info.inline and left:
            skip_inline = self._inline_references(info, address, left)
        self.discover(found if not skip_inline else [x for x in found if id(x) in left])
        if info.family:
            left = self._family_references(info, one, left)
        flags |= self._field_references(info, address, left)
        if info.weak and self.memory.on:
            referent = _words[(address >> 3) + 2]  # PyWeakReference.wr_object
            if referent != id(None) and referent:
                self._row(referent, 0, K_WEAK)
                self.discover_address(referent)
        if info.kind == 'generator' or info.kind == 'frame':
            self._locals(info, one, address, left)
        unnamed = K_INTERNAL if info.c_type else K_UNKNOWN
        for target in left:
            self._row(target, 0, unnamed)
        return flags

    def _inline_references(self, info, address, left):
        """Attributes in slot order. True when the values belong to a materialised dict, whose rows they are.

        3.13: PyObject_VisitManagedDict reports inline values as the instance's even when a dict shares them, and
        3.13.0 does not report that dict. The count of a value is one: it is written once, as the dict's.
        """
        pointer = _words[(address - 24) >> 3]
        if pointer and not (PY == (3, 12) and pointer & 1):
            if pointer in left:
                left.remove(pointer)
            self._row(pointer, 0, K_DICT)
            self.discover_address(pointer)
            values = address + info.basicsize  # PyDictValues: capacity, size, embedded, valid, then the slots
            if PY < (3, 13) or not _bytes[values + 3] or _words[(pointer >> 3) + 5] != values:
                return False
            for target in self.memory.pointers(values + 8, _bytes[values]):
                if target and target in left:
                    left.remove(target)
            return True
        values = self.memory.inline_values(address, info.basicsize)
        if values and info.names:
            pointers = self.memory.pointers(values, len(info.names))
            for target, label in zip(pointers, info.names):
                if target and target in left:
                    left.remove(target)
                    self._row(target, label, K_ATTRIBUTE)
        return False

    def _field_references(self, info, address, left):
        """Members by their place in the object. One that traverse does not report is counted all the same: hidden."""
        if not self.memory.on:
            return 0
        flags = 0
        pointers = self.memory.pointers(address, info.words)
        fields = info.fields
        for position in range(0, len(fields), 3):
            index, label, kind = fields[position:position + 3]
            target = pointers[index]
            if not target:
                continue
            if target in left:
                left.remove(target)
                self._row(target, label, kind)
            elif info.family != 'tuple' and not target & 7 and self.memory.readable(target):
                # (the members of a structseq are its items)
                self._row(target, label, kind | HIDDEN)
                self.discover_address(target)
                flags = HIDDEN_ADDED
        if info.dict_offset < 0 and not info.managed and left:
            self._negative_dict(info, address, left)
        elif info.managed and not info.inline and left:
            pointer = _words[(address - 24) >> 3]
            if pointer in left:
                left.remove(pointer)
                self._row(pointer, 0, K_DICT)
        return flags

    def _negative_dict(self, info, address, left):
        """The dict of a variable-sized instance is counted from its end (_PyObject_GetDictPtr, 3.8-3.11)."""
        for target in left:
            if _words[(target >> 3) + 1] == id(dict):
                left.remove(target)
                self._row(target, 0, K_DICT)
                return

    def _static_type(self, kind):
        """A static type reports nothing; what it holds is read through the getters of `type`."""
        get, identify = _type_slots, self.strings.id
        if not get['__flags__'](kind) & READY:
            return 0
        members = [('__dict__', next(iter(_referents(get['__dict__'](kind))), None)), ('__mro__', get['__mro__'](kind)),
                   ('__bases__', get['__bases__'](kind))]  # tp_base of a static type is not counted
        for name, member in members:
            if member is not None:
                self._row(id(member), 0 if name == '__dict__' else identify(name),
                          (K_DICT if name == '__dict__' else K_TYPE) | HIDDEN)
                self.discover([member])
        return HIDDEN_ADDED

    def _family_references(self, info, one, left):
        """Subclasses of containers, and deque: rows in their natural order. Returns what else traverse reported."""
        counts = {}
        for target in left:
            counts[target] = counts.get(target, 0) + 1
        if info.family in ('dict', 'odict'):
            return self._mapping_references(info, one, counts)
        base, kind = {'list': (list, K_ITEM), 'tuple': (tuple, K_ITEM), 'set': (None, K_ELEMENT),
                      'deque': (type(_EMPTY_DEQUE), K_ITEM)}[info.family]
        if base is None:
            base = set if issubclass(type(one), set) else frozenset
        for position, member in enumerate(list(base.__iter__(one))):
            target = id(member)
            if counts.get(target, 0):
                counts[target] -= 1
                self._row(target, position if kind == K_ITEM else 0, kind)
        return [target for target, count in counts.items() for _ in range(count)]

    def _mapping_references(self, info, one, counts):
        ordered = info.family == 'odict' and self.strings.id('node')
        for key, value in list(dict.items(one)):
            key_address, value_address = id(key), id(value)
            if not counts.get(value_address, 0):
                continue  # changed by another thread since traverse
            counts[value_address] -= 1
            if counts.get(key_address, 0):
                counts[key_address] -= 1
                self._row(key_address, 0, K_KEY)
            else:  # dict_traverse skips the keys of a table with only str keys
                self._row(key_address, 0, K_KEY | HIDDEN)
                self.discover([key])
            self._row(value_address, 0, K_VALUE)
            if ordered:  # _odict_add_new_node (odictobject.c) takes a reference to the key, odict_traverse skips it
                self._row(key_address, ordered, K_INTERNAL | HIDDEN)
        return [target for target, count in counts.items() for _ in range(count)]

    # -- frames and generators

    def _own_frame(self, frame):
        """Frames of the dumper hold its own lists: only what leads back to the program is written."""
        for label, kind, member in _frame_header(frame):
            if member is not None:
                self._row(id(member), 0, kind)
                self.discover([member])
        return INCOMPLETE

    def local_names(self, code):
        """Label ids of the local slots of a code object, in slot order."""
        found = self.label_cache.get(id(code))
        if found is None:
            found = self.label_cache[id(code)] = [self.strings.id(name) for name in _local_names(self.memory, code)]
        return found

    def _locals(self, info, one, address, left):
        """Locals and evaluation stack of a frame or a suspended generator, by their slots."""
        memory = self.memory
        header = _frame_header(one) if info.kind == 'frame' else _generator_header(one)
        for label, kind, member in header:
            if member is not None and id(member) in left:
                left.remove(id(member))
                self._row(id(member), 0, kind)
        code = header[0][2]
        start = 0
        if info.kind == 'frame' and memory.locals_offset is not None:
            start = address + memory.locals_offset
            if PY >= (3, 11):
                start = _words[(address + memory.frame_pointer) >> 3] + memory.locals_offset
        elif info.kind == 'generator':
            self.suspended.add(*_suspended_row(one, code, self.strings, self.types.short_path))
            if memory.generator_locals is not None:
                start = address + memory.generator_locals
        if not start or code is None:
            return
        names = self.local_names(code)
        slots = memory.pointers(start, len(names) + code.co_stacksize)
        for index, target in enumerate(slots):
            if target and target in left:
                left.remove(target)
                if index < len(names):
                    self._row(target, names[index], K_LOCAL)
                else:
                    self._row(target, index - len(names), K_STACK)
        for target in list(left):
            if PY >= (3, 11) and memory.readable(target) and _words[(target >> 3) + 1] == id(types.FunctionType):
                left.remove(target)  # the function of the frame (f_func, f_funcobj)
                self._row(target, 0, K_FUNCTION)
                break

    # -- contents: tags and previews

    def _atoms(self, info, group, first):
        """TAG and PREVIEW rows of str, bytes and numbers; the interned flag."""
        kind, base = type(group[0]), self.writer.rows[OBJECT] + first
        if kind is str or kind is bytes:
            if self.options['tag'] != 'none':
                self.batch.tag_objects.extend(range(base, base + len(group)))
                self.batch.tags.frombytes(array('q', map(hash, group)).tobytes() if self.options['tag'] == 'siphash'
                                          else b''.join(map(self._blake_tag, group)))
        if kind is str and self.memory.on:
            column = array('Q')
            column.frombytes(self.batch.address[8 * first:])
            interned = [_bytes[address + 32] & 3 for address in column]  # PyASCIIObject.state, bits 0-1
            if any(interned):
                self._flag(first, compress(range(len(group)), interned), INTERNED)
            known = self.names
            if known.pages:
                pages = known.pages
                for row, address in enumerate(column):
                    if address >> 16 in pages and address in known:
                        self._name_preview(group[row], base + row)
        if kind is bytearray and self.memory.on:
            for row, one in enumerate(group):
                allocated, storage = self.memory.pointers(id(one) + 24, 2)  # ob_alloc, ob_bytes
                if allocated > len(one):
                    self.batch.containers.add(base + row, len(one), len(one), min(allocated, NA), storage, allocated,
                                              5, 0)
        if self.options['privacy'] == 'text' and id(kind) in _PREVIEWED:
            self._text_previews(group, base)

    def _blake_tag(self, value):
        raw = value if type(value) is bytes else value.encode('utf-8', 'surrogatepass')
        return blake2b(raw, digest_size=8, key=self.options['tag_key']).digest()

    def _name_preview(self, name, ordinal):
        if len(name) <= 64 and name.isidentifier():
            self.batch.preview(ordinal, 3, name.encode('utf-8', 'surrogatepass'))
        elif self.options['privacy'] == 'text' and name not in self.unreported:
            self.batch.preview(ordinal, *_preview(name, self.options['preview_chars']))

    def _text_previews(self, group, base):
        limit, names, hidden = self.options['preview_chars'], self.names, self.unreported
        for row, value in enumerate(group):
            # exact str and bytes: the membership test runs no code of the program
            if type(value) in (str, bytes) and (value in hidden or id(value) in names):
                continue
            if type(value) is str:
                value = self.types.short_path(value)  # a path is shown as short as a file name
            self.batch.preview(base + row, *_preview(value, limit))

    def _describe(self, info, group, first):
        """PREVIEW form 4: where a function, code object, type, module or frame comes from. No values."""
        base = self.writer.rows[OBJECT] + first
        describe = _DESCRIPTIONS.get(info.kind)
        if describe:
            for row, one in enumerate(group):
                text = describe(one, self.types.short_path)
                if text:
                    self.batch.preview(base + row, 4, text.encode('utf-8', 'surrogatepass')[:200])


def _grouped(objects):
    """Objects by type address, in lists of their own; empties `objects`."""
    groups = {}
    for one in objects:
        try:
            groups[id(type(one))].append(one)
        except KeyError:
            groups[id(type(one))] = [one]
    objects.clear()
    return groups


def _windows(raw):
    """The 64 KiB windows of a column of addresses: bytes 2 to 5 of each, gathered by strided copies."""
    packed = bytearray(len(raw) // 2)
    for place in range(4):
        packed[place::4] = raw[place + 2::8]
    found = array('I')
    found.frombytes(packed)
    return set(found)


def _pieces(container):
    """A very large container in lists of 65,536 references, in the order of its rows."""
    if type(container) is list or type(container) is tuple:
        for start in range(0, len(container), 65536):
            yield list(container[start:start + 65536])
        return
    iterator = iter(container)
    if type(container) is dict:
        iterator = chain.from_iterable(dict.items(container))
    while True:
        try:
            piece = list(islice(iterator, 65536))
        except RuntimeError:  # changed size by another thread
            return
        if not piece:
            return
        yield piece
        piece = None


def _frame_header(frame):
    return [(0, K_CODE, frame.f_code), (0, K_FRAME, frame.f_back), (0, K_BUILTINS, frame.f_builtins),
            (0, K_GLOBALS, frame.f_globals)]


def _generator_header(generator):
    kind = type(generator)
    prefix = 'gi' if kind is types.GeneratorType else 'cr' if kind is types.CoroutineType else 'ag'
    header = [(0, K_CODE, getattr(generator, prefix + '_code'))]
    if PY < (3, 11):  # 3.11+ would make a frame object
        header.append((0, K_FRAME, getattr(generator, prefix + '_frame')))
    return header


def _local_names(memory, code):
    if PY < (3, 11):
        return code.co_varnames + code.co_cellvars + code.co_freevars
    if memory.names_offset is None:
        return ()
    return _object_at(_words[(id(code) + memory.names_offset) >> 3])


def _code_name(code):
    return code.co_qualname if PY >= (3, 11) else code.co_name


def _suspended_row(generator, code, strings, short_path):
    """FRAME row of a generator; its line is known on 3.8-3.10, later asking for it would make a frame object."""
    frame = _generator_header(generator)[1][2] if PY < (3, 11) else None
    line = frame.f_lineno if frame is not None and frame.f_lineno else 0
    return (id(frame) if frame is not None else 0, id(code), strings.id(_code_name(code)),
            strings.id(short_path(code.co_filename)), line, NA, 2)


def _preview(value, limit):
    """(form, bytes) of a value in text mode; bit 7 of the form: cut."""
    kind = type(value)
    if kind is str:
        return (0 if len(value) <= limit else 128), value[:limit].encode('utf-8', 'surrogatepass')
    if kind is bytes or kind is bytearray:
        return (1 if len(value) <= limit else 129), repr(bytes(value[:limit])).encode()
    if kind is int and value.bit_length() > 256:
        return 130, (hex(value >> (value.bit_length() - 64)) + '...').encode()
    return 2, repr(value).encode()


def _describe_code(code, short_path):
    return '%s (%s:%d)' % (_code_name(code), short_path(code.co_filename), code.co_firstlineno)


def _describe_type(kind, short_path):
    module, name = _type_slots['__module__'](kind), _type_slots['__qualname__'](kind)
    return name if type(module) is not str or module == 'builtins' else module + '.' + name


def _describe_module(module, short_path):
    if type(module) is not types.ModuleType:
        return ''
    name = _module_dict(module).get('__name__')
    return name if type(name) is str else ''


def _describe_function(function, short_path):
    name, code = function.__qualname__, function.__code__
    return '%s (%s:%d)' % (name, short_path(code.co_filename), code.co_firstlineno)


_DESCRIPTIONS = {
    'code': _describe_code, 'type': _describe_type, 'module': _describe_module, 'function': _describe_function,
    'frame': lambda frame, short_path: _describe_code(frame.f_code, short_path),
    'generator': lambda one, short_path: _describe_code(_generator_header(one)[0][2], short_path)}
_PREVIEWED = {id(kind) for kind in (str, bytes, bytearray, int, float, complex)}
_IMMUTABLE = {id(tuple), id(frozenset)}
_EMPTY_LIST = _getsizeof([])
_EMPTY_KEYS = _words[(id({}) >> 3) + 4] if _words is not None else 0


def _empty_deque():
    import collections
    return collections.deque()


_EMPTY_DEQUE = _empty_deque()


# ---- Threads, frames and roots ----------------------------------------------------------------------------------

class Roots:
    """What was seen of threads, frames and registries before the walk: rows of numbers, and objects to start from.

    Collected before a fork, because a child has only the thread that forked.
    """

    def __init__(self, strings, memory, short_path):
        self.strings, self.memory, self.short_path = strings, memory, short_path
        self.threads, self.frames, self.roots = Rows('QQIIIB'), Rows('QQIIIIB'), Rows('QIIIB')
        self.seeds = []
        self.running, self.own = set(), set()
        self.tables = Rows('QQI')  # keys table, type address, number of keys
        self.table_keys = array('Q')
        self.names = []  # str objects that are keys of namespaces

    def root(self, member, kind, label='', thread=NA, frame=NA):
        self.roots.add(id(member), self.strings.id(label), thread, frame, kind)

    def collect(self):
        self._threads()
        self._modules()
        self._types()
        self.root(gc.garbage, ROOT_GARBAGE, 'gc.garbage')
        self.root(sys.__dict__, ROOT_SYS, 'sys.__dict__')
        for member, name in ((None, 'None'), (True, 'True'), (False, 'False'), (..., 'Ellipsis'),
                             (NotImplemented, 'NotImplemented')):
            self.root(member, ROOT_SINGLETON, name)
            self.seeds.append(member)
        self._signals()

    def _threads(self):
        names = _thread_names()
        me = _thread_ident()
        for ident, frame in sys._current_frames().items():
            number, first = len(self.threads), len(self.frames)
            name, native, flags, thread = names.get(ident, ('', 0, 1, None))
            while frame is not None:
                self._frame(frame, number)
                frame = frame.f_back
            self.threads.add(ident, native, self.strings.id(name), first, len(self.frames) - first,
                             flags | 8 * (ident == me))
            if thread is not None:
                self.root(thread, ROOT_THREAD, name, number)
        # The seeds hold the frame of this call, and it its locals: they would be recorded and then die.
        names = frame = thread = None

    def _frame(self, frame, thread):
        code, ordinal = frame.f_code, len(self.frames)
        own = frame.f_globals is globals()
        self.frames.add(id(frame), id(code), self.strings.id(_code_name(code)),
                        self.strings.id(self.short_path(code.co_filename)), max(frame.f_lineno or 0, 0), thread,
                        1 if own else 0)
        self.root(frame, ROOT_FRAME, _code_name(code), thread, ordinal)
        self.running.add(id(frame))
        self.seeds.append(frame)
        if own:
            self.own.add(id(frame))
            return
        memory = self.memory
        if memory.locals_offset is None:
            return
        start = id(frame) if PY < (3, 11) else _words[(id(frame) + memory.frame_pointer) >> 3]
        names = _local_names(memory, code)
        for name, target in zip(names, memory.pointers(start + memory.locals_offset, len(names))):
            if target and not target & 7:
                self.roots.add(target, self.strings.id(name), thread, ordinal, ROOT_LOCAL)
                self.seeds.append(_object_at(target))  # nothing else may lead to it

    def _modules(self):
        modules = sys.modules
        if type(modules) is not dict:
            return
        for name, module in modules.copy().items():
            if type(name) is str and module is not None:
                self.root(module, ROOT_BUILTINS if name == 'builtins' else ROOT_MODULE, name)
                if type(module) is types.ModuleType:
                    self.names += [key for key in _module_dict(module) if type(key) is str]

    def _types(self):
        """All types through the subclass lists, the names in their namespaces and their shared keys tables."""
        found, pending = {id(object)}, [object]
        while pending:
            kind = pending.pop()
            for derived in _subclasses(kind) if kind is not type else type.__subclasses__(type):
                if id(derived) not in found:
                    found.add(id(derived))
                    pending.append(derived)
            self.names += [key for key in _namespace(kind).keys() if type(key) is str]
            if not _type_slots['__flags__'](kind) & HEAPTYPE:
                self.root(kind, ROOT_STATIC_TYPE, _describe_type(kind, None))
                self.seeds.append(kind)
                continue
            keys = self.memory.cached_keys(id(kind)) if self.memory.on else 0
            if keys:
                addresses = [address for address in self.memory.table_keys(keys) if address]
                self.tables.add(keys, id(kind), len(addresses))
                self.table_keys.extend(addresses)
                self.names += map(_object_at, addresses)

    def _signals(self):
        handlers = sys.modules.get('_signal')
        if handlers is None:
            return
        for number in range(1, 65):
            try:
                handler = handlers.getsignal(number)
            except ValueError:
                continue
            if handler is not None and type(handler) is not int:
                self.root(handler, ROOT_REGISTRY, 'signal %d' % number)

    def write(self, writer):
        self.strings.write(writer)
        if len(self.threads):
            writer.chunk(THREAD, self.threads.columns(), len(self.threads))
        if len(self.frames):
            writer.stream(FRAME, self.frames.columns(), len(self.frames))
        writer.stream(ROOT, self.roots.columns(), len(self.roots))

    def clear(self):
        for part in (self.threads, self.frames, self.roots, self.seeds, self.names):
            part.clear()


def _thread_ident():
    import _thread
    return _thread.get_ident()


def _thread_names():
    """ident -> (name, native id, flags, Thread), without taking threading's locks and without properties."""
    threading = sys.modules.get('threading')
    active = getattr(threading, '_active', None)
    found = {}
    for ident, thread in active.copy().items() if type(active) is dict else ():
        values = {}
        for name in ('_name', '_native_id', '_daemonic'):
            try:
                values[name] = object.__getattribute__(thread, name)
            except AttributeError:
                values[name] = None
        name, native = values['_name'], values['_native_id']
        main = type(thread) is getattr(threading, '_MainThread', None)
        found[ident] = (name if type(name) is str else '', native if type(native) is int else 0,
                        1 | 2 * (values['_daemonic'] is True) | 4 * main, thread)
    return found


# ---- Pools and texts --------------------------------------------------------------------------------------------

def _pool_bytes():
    return 4096 if PY < (3, 10) else 16384


def _pool_row(address, size):
    """(address, arena, next, used, capacity, class) when a pool_header (obmalloc.c) is at `address`."""
    word = address >> 3
    used = _words[word] & NA
    arena, index = _words[word + 4] & NA, _words[word + 4] >> 32
    following, last = _words[word + 5] & NA, _words[word + 5] >> 32
    if index >= 32:
        return None
    block = (index + 1) * 16
    capacity = (size - 48) // block
    if 0 < used <= capacity and following <= size and last == size - block:
        return address, arena, following, used, capacity, index
    return None


def _write_pools(writer, windows):
    """Pools with a known object first, then the rest of their arenas: an arena is contiguous, its pools know it."""
    ranges = []
    with open('/proc/self/maps', 'rb', 0) as maps:
        for line in maps.read().splitlines():
            if b' rw-p ' in line and b'[v' not in line and b'[stack' not in line:
                first, last = line.split(b' ', 1)[0].split(b'-')
                ranges.append((int(first, 16), int(last, 16)))
    size, arena_bytes = _pool_bytes(), 1 << (18 if PY < (3, 10) else 20)
    rows, found, arenas = Rows('QIIHHB'), array('Q'), {}
    starts = chain.from_iterable(range(window << 16, (window + 1) << 16, size) for window in windows if window)
    for address in _readable(starts, ranges):
        row = _pool_row(address, size)
        if row:
            found.append(address)  # an array: an int object per pool would fill pools of its own
            low, high = arenas.get(row[1], (address, address))
            arenas[row[1]] = min(low, address), max(high, address)
            _add_pool(writer, rows, row)
    for arena, (low, high) in arenas.items():
        if high - low < arena_bytes:
            for address in _readable(range(high - arena_bytes + size, low + arena_bytes, size), ranges):
                row = _pool_row(address, size)
                if row and row[1] == arena and not _in_order(found, address):
                    _add_pool(writer, rows, row)
    _pool_chunk(writer, rows)


def _add_pool(writer, rows, row):
    rows.add(*row)
    if len(rows) >= 32768:
        _pool_chunk(writer, rows)


def _in_order(cells, value):
    """Whether the ascending `cells` hold `value`."""
    low, high = 0, len(cells)
    while low < high:
        middle = (low + high) >> 1
        if cells[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low < len(cells) and cells[low] == value


def _readable(addresses, ranges):
    """Those of the ascending addresses that lie in one of the ascending ranges."""
    number = 0
    for address in addresses:
        while number < len(ranges) and ranges[number][1] < address + 48:
            number += 1
        if number < len(ranges) and ranges[number][0] <= address:
            yield address


def _pool_chunk(writer, rows):
    if len(rows):
        writer.chunk(POOL, rows.columns(), len(rows))
        rows.clear()


def _allocator(memory):
    """The object allocator, from where it put a small object of ours."""
    probe = [None]
    items = _words[(id(probe) >> 3) + 3] if _words is not None else 0
    if not items or _free_threaded():
        return 'unknown'
    debug = sys.flags.dev_mode or _initial_environment().get(b'PYTHONMALLOC', b'').endswith(b'debug')
    size = _pool_bytes()
    pooled = any(_pool_row(address & -size, size) for address in (id(_probe), items)
                 if sys.getallocatedblocks() and memory.readable(address & -size, 48))
    return ('pymalloc' if pooled else 'malloc') + ('_debug' if debug else '')


def _initial_environment():
    """The environment at process start; os.environ may have changed since."""
    try:
        with open('/proc/self/environ', 'rb', 0) as source:
            entries = source.read().split(b'\0')
    except OSError:
        return dict(getattr(os, 'environb', {}))
    return dict(entry.split(b'=', 1) for entry in entries if b'=' in entry)


def _malloc_statistics():
    """The text of sys._debugmallocstats, written to a memory file instead of the standard error of the process."""
    if _libc is None or not hasattr(os, 'memfd_create'):
        return b''
    try:
        report = ctypes.pythonapi._PyObject_DebugMallocStats
        report.argtypes = (ctypes.c_void_p,)
        _libc.fdopen.restype, _libc.fdopen.argtypes = ctypes.c_void_p, (ctypes.c_int, ctypes.c_char_p)
        _libc.fclose.argtypes = (ctypes.c_void_p,)
    except AttributeError:
        return b''
    descriptor = os.memfd_create('ouroboros')
    try:
        stream = _libc.fdopen(os.dup(descriptor), b'w')
        report(stream)
        _libc.fclose(stream)
        return os.pread(descriptor, 1 << 20, 0)
    finally:
        os.close(descriptor)


def _libc_statistics():
    """Bytes that glibc's malloc has in use and keeps free, mallinfo2(3); nothing elsewhere."""
    if _libc is None or not hasattr(_libc, 'mallinfo2') or os.uname().machine != 'x86_64':
        return b''
    # On x86-64 a structure comes back through a hidden first argument: no ctypes.Structure, which would be a new class.
    numbers = array('Q', [0] * 10)
    _libc.mallinfo2.argtypes, _libc.mallinfo2.restype = (ctypes.c_void_p,), None
    _libc.mallinfo2(numbers.buffer_info()[0])
    return b'arena: %d\nhblkhd: %d\nuordblks: %d\nfordblks: %d\n' % (numbers[0], numbers[4], numbers[7], numbers[8])


def _tracing_text():
    tracing = _tracemalloc is not None and _tracemalloc.is_tracing()
    return b'memory: %d\n' % _tracemalloc.get_tracemalloc_memory() if tracing else b''


def _proc_text(name):
    try:
        with open('/proc/self/' + name, 'rb', 0) as source:
            return source.read()
    except OSError:
        return b''


def _texts():
    status = b'\n'.join(line for line in _proc_text('status').splitlines()
                        if line.startswith((b'Vm', b'Rss', b'Threads')))
    return [('smaps_rollup', _proc_text('smaps_rollup')), ('status', status), ('tracemalloc', _tracing_text())]


def _write_texts(writer, strings, texts):
    texts = [(strings.id(name), text[:1 << 20]) for name, text in texts if text]
    strings.write(writer)
    if texts:
        names, blobs = zip(*texts)
        writer.chunk(TEXT, [array('I', names), array('I', map(len, blobs)), b''.join(blobs)], len(texts))


# ---- Dump -------------------------------------------------------------------------------------------------------

def dump(path, privacy='shape', *, preview_chars=64, paths='short', fork=False, wait=True, gc_first=False, force=False,
         compress=False, pools=True, traces=True, environment=False, keep_partial=False, trigger='call'):
    """Writes the heap of this process to a new file and returns counts.

    privacy      'shape': types, names, sizes, counts and references; 'text': also the first `preview_chars`
                 characters of strings and numbers (never of os.environ unless `environment`)
    fork         the dump is made by a forked child, this process goes on after milliseconds; `wait` for its result
    gc_first     gc.collect() before the walk: garbage waiting for the collector is then gone
    compress     chunks are deflated: about a quarter of the size for twice the time
    traces       where each object was allocated, when tracemalloc is running
    force        dump although memory or disk space look short, or the build is unknown
    """
    before = gc.get_count()[0]
    options = dict(privacy=privacy, preview_chars=preview_chars, paths=paths, fork=fork, wait=wait, gc_first=gc_first,
                   force=force, compress=compress, pools=pools, traces=traces, environment=environment,
                   keep_partial=keep_partial, trigger=trigger, gc_enabled=gc.isenabled())
    gc.disable()
    enabled = options['gc_enabled']
    try:
        return _dump_once(path, options)
    finally:
        options = None
        if not gc_first:
            _kept.append({})  # room in the free list of dicts for the result: freeing it is then not counted
            _restore_count(before + (PY >= (3, 11)))  # the frame object of this call dies at its return
        if enabled:
            gc.enable()


def _dump_once(path, options):
    global _active
    if _active:
        raise CaptureError('capture/busy', 'another dump is running in this process')
    _active, interval = True, sys.getswitchinterval()
    capture = None
    try:
        _check(options)
        options['gc_count'] = gc.get_count()
        if options['gc_first']:
            gc.collect()
        capture = _Capture(os.path.abspath(os.fspath(path)), options)
        return capture.run()
    finally:
        if capture is not None:
            capture.clear()
        sys.setswitchinterval(interval)
        _active = False


_active = False
_kept = []
# 3.8-3.10 keep frames after the first call of a function (co_zombieframe, free_list).
_reserve = [set() for _ in range(1024 if PY < (3, 11) else 512)]


def _restore_count(before):
    """Makes gc.get_count() what it was, so that the program's next collection comes when it would have come.

    The count of generation 0 follows allocations minus deallocations of tracked objects. Sets have no free list:
    each one dropped from the reserve lowers the count by one, each one made raises it.
    """
    for _ in range(4):
        surplus = gc.get_count()[0] - before
        if not surplus:
            break
        while surplus > 0 and _reserve:
            _reserve.pop()
            surplus -= 1
        for _ in range(min(-surplus, 4096)):
            _reserve.append(set())


def _stock_frames(depth=0):
    """3.8-3.10 allocate frames as tracked objects and keep them; made at import, the first dump finds them."""
    if depth < 16:
        return _stock_frames(depth + 1)
    try:
        return dump('', privacy='')
    except CaptureError:
        return None


def _check(options):
    if options['privacy'] not in ('shape', 'text'):
        raise CaptureError('capture/usage', "privacy must be 'shape' or 'text'")
    if options['paths'] not in ('short', 'full'):
        raise CaptureError('capture/usage', "paths must be 'short' or 'full'")
    if options['fork'] and not hasattr(os, 'fork'):
        raise CaptureError('capture/unsupported', 'this system cannot fork')
    if options['paths'] == 'full' and options['privacy'] != 'text':
        raise CaptureError('capture/usage', "full paths name users and folders: they need privacy='text'")
    if sys.implementation.name != 'cpython' or not (3, 8) <= PY:
        raise CaptureError('capture/unsupported', 'CPython 3.8 or later is needed')
    if _free_threaded() and not options['force']:
        raise CaptureError('capture/unsupported', 'free-threaded builds are not supported: their reference counts '
                           'cannot be read from outside; force writes the structure only')
    if ctypes is not None and hasattr(ctypes.pythonapi, 'PyInterpreterState_Main'):
        current = getattr(ctypes.pythonapi, 'PyInterpreterState_Get', None)
        if current is not None:
            current.restype = ctypes.pythonapi.PyInterpreterState_Main.restype = ctypes.c_void_p
            if current() != ctypes.pythonapi.PyInterpreterState_Main():
                raise CaptureError('capture/unsupported', 'only the main interpreter can be dumped')


def _short_path():
    """A function that replaces prefix, working directory and home in a path."""
    known = [(os.path.realpath(os.path.join(os.path.dirname(os.__file__), '..', '..')), '<prefix>'),
             (sys.base_prefix, '<prefix>'), (sys.prefix, '<prefix>'),
             (os.path.dirname(os.path.abspath(__file__)), '<capture>'), (os.path.expanduser('~'), '~')]
    try:
        known.insert(4, (os.getcwd(), '.'))
    except OSError:
        pass
    known = [(start.rstrip('/'), name) for start, name in known if start and start != '/']

    def short(path):
        for start, name in known:
            if path.startswith(start) and path[len(start):len(start) + 1] in ('', '/'):
                return name + path[len(start):]
        return path
    return short


class _Capture:
    """One dump: opens the file, lets Walk write, finishes or removes it."""

    def __init__(self, path, options):
        self.path, self.options = path, options
        self.traced_again = int  # int() does nothing
        self.started = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        self.log = []
        self.writer = self.walk = self.roots = None
        self.temporary = None
        self.descriptor = -1

    def run(self):
        self.threads = len(sys._current_frames())
        self._space()
        self._open()
        try:
            if self.options['fork']:
                return self._forked()
            self._prepare()
            self.traced_again = _untraced(self.memory)
            return self._write()
        except BaseException as error:
            self._abandon(error)
            raise
        finally:
            self.traced_again()
            if self.descriptor >= 0:
                os.close(self.descriptor)
                self.descriptor = -1

    # -- file

    def _space(self):
        if not hasattr(os, 'statvfs'):
            return
        try:
            room = os.statvfs(os.path.dirname(self.path))
        except OSError as error:
            raise CaptureError('capture/target', 'the target folder cannot be used: %s' % error.strerror) from None
        needed = 75 * sys.getallocatedblocks()
        if room.f_bavail * room.f_frsize < needed and not self.options['force']:
            raise CaptureError('capture/space', 'about %d MiB are needed and %d MiB are free; force writes anyway' % (
                needed >> 20, room.f_bavail * room.f_frsize >> 20))

    def _open(self):
        if os.path.lexists(self.path):
            raise CaptureError('capture/exists', 'the target exists and is never replaced: %s' %
                               os.path.basename(self.path))
        self.temporary = '%s.tmp-%s' % (self.path, os.urandom(4).hex())
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, 'O_NOFOLLOW', 0) | getattr(os, 'O_CLOEXEC', 0)
        try:
            self.descriptor = os.open(self.temporary, flags, 0o600)
        except OSError as error:
            raise CaptureError('capture/target', 'the target cannot be created: %s' % error.strerror) from None

    def _publish(self):
        """The finished file gets its name; link refuses an existing target, rename would replace it."""
        os.fsync(self.descriptor)
        try:
            os.link(self.temporary, self.path)
        except FileExistsError:
            raise CaptureError('capture/exists', 'the target was created meanwhile: %s' %
                               os.path.basename(self.path)) from None
        except OSError:  # a file system without hard links
            if os.path.lexists(self.path):
                raise CaptureError('capture/exists', 'the target was created meanwhile') from None
            os.rename(self.temporary, self.path)
            return
        os.unlink(self.temporary)

    def _abandon(self, error):
        if self.temporary is None or not os.path.lexists(self.temporary):
            return
        if self.options['keep_partial'] and self.writer is not None and self.writer.committed:
            try:
                self.writer.parts.clear()
                self.writer.buffered, self.writer.written = 0, self.writer.committed
                os.ftruncate(self.descriptor, self.writer.committed)
                os.lseek(self.descriptor, self.writer.committed, os.SEEK_SET)
                self.writer.end({'status': 'partial', 'reason': type(error).__name__})
                return
            except OSError:
                pass
        os.unlink(self.temporary)

    # -- content

    def _prepare(self):
        """Everything that must be seen before a fork or before the generation lists are taken."""
        options = self.options
        self.short_path = _short_path() if options['paths'] == 'short' else str
        self.strings, self.memory = Strings(), Memory()
        self.log += self.memory.notes
        self.pid, self.statistics = os.getpid(), _proc_text('stat').rpartition(b')')[2].split()
        environment = _initial_environment()
        seeded = environment.get(b'PYTHONHASHSEED', b'random') not in (b'', b'random')
        options['tag'] = 'siphash' if sys.flags.hash_randomization and not seeded else 'blake2b'
        options['tag_key'] = os.urandom(16)
        self.texts = _texts()
        self.allocator = _allocator(self.memory)
        self.roots = Roots(self.strings, self.memory, self.short_path)
        self.roots.collect()
        self.unreported = set() if options['environment'] else _environment_strings()

    def _forked(self):
        self._memory_for_fork()
        self._prepare()
        paused = time.perf_counter()
        receive, send = os.pipe()
        child = _fork_quietly()
        if child == 0:
            if not self.options['wait'] and os.fork():
                os._exit(0)  # the dump is made by a grandchild, which leaves no zombie
            self._child(send)
        self.log.append('forked')
        pause = time.perf_counter() - paused
        os.close(send)
        self.descriptor, descriptor = -1, self.descriptor
        os.close(descriptor)
        if not self.options['wait']:
            os.close(receive)
            os.waitpid(child, 0)
            return {'path': self.path, 'pause_s': round(pause, 6)}
        answer = b''
        while True:
            part = os.read(receive, 65536)
            if not part:
                break
            answer += part
        os.close(receive)
        os.waitpid(child, 0)
        result = json.loads(answer or b'{}')
        if 'objects' not in result:
            if os.path.lexists(self.temporary) and not self.options['keep_partial']:
                os.unlink(self.temporary)
            raise CaptureError(result.get('code', 'capture/failed'), result.get('message', 'the forked child ended early'))
        result['pause_s'] = round(pause, 6)
        return result

    def _child(self, send):
        """The forked child: no imports, no exit handlers, no buffers of the program are flushed."""
        code = 1
        try:
            self.threads = 1
            _untraced(self.memory)
            result = self._write()
            code = 0
        except BaseException as error:
            self._abandon(error)
            result = {'code': getattr(error, 'code', 'capture/failed'), 'message': '%s: %s' % (type(error).__name__, error)}
        try:
            os.write(send, json.dumps(result).encode())
        finally:
            os._exit(code)

    def _memory_for_fork(self):
        fields = {}
        for name in ('self/status', 'meminfo'):
            try:
                with open('/proc/' + name) as source:
                    fields.update(line.split()[:2] for line in source if line[:6] in ('VmRSS:', 'MemAva'))
            except OSError:
                return
        resident, available = int(fields.get('VmRSS:', 0)), int(fields.get('MemAvailable:', 1 << 40))
        if available < 1.2 * resident and not self.options['force']:
            raise CaptureError('capture/memory', 'a forked dump may need %d MiB and %d MiB are available; force tries '
                               'anyway' % (1.2 * resident / 1024, available / 1024))

    def _write(self):
        """The walk. Single-threaded programs and forked children cannot change meanwhile; otherwise the switch
        interval is raised so that no other thread asks for the GIL before the walk is likely to be over."""
        options, limit = self.options, None
        if self.threads > 1:
            limit = self._hold_gil()
        self.writer = writer = Writer(self.descriptor, self._meta(), options['compress'], options['keep_partial'])
        self.types = Types(self.strings, self.memory, self.short_path)
        self.walk = walk = Walk(writer, self.strings, self.memory, self.types, options)
        source = _traceback_source(options['traces'])
        if source:
            walk.traces = Traces(writer, self.strings, self.short_path, source)
        self.roots.write(writer)
        walk.exact = self.threads == 1 and not walk.peek_counts
        walk.roots, walk.running_frames, walk.own_frames = self.roots, self.roots.running, self.roots.own
        walk.unreported = self.unreported
        walk.own = _own_objects()
        walk.own.update(self.roots.own)
        walk.own_types = _own_types | {id(types.FrameType)}
        walk.garbage = set(map(id, gc.garbage))
        for name in self.roots.names:
            walk.names.add(id(name))
        self.roots.names.clear()
        paused = time.perf_counter()
        self._generations(walk)
        pause = time.perf_counter() - paused
        if limit is not None and (pause > limit or _libc is None):
            writer.mark_gil_released()
        self._finish(walk, pause)
        return self._published(pause)

    def _generations(self, walk):
        """Lists first, then the starting points: what they lead to must not be counted twice."""
        lists = [None, None, None, []]
        # No loop here: its iterator would be in the lists, and dead when its count is read.
        lists[2] = gc.get_objects(generation=2)
        lists[1] = gc.get_objects(generation=1)
        lists[0] = gc.get_objects(generation=0)
        frozen = gc.get_freeze_count()
        try:
            skip = _transients([self, lists], self.roots.seeds)
            if frozen and self.memory.on:
                lists[3] = _permanent_generation(lists, frozen, self.memory)
            lists[0] = _without(lists[0], skip)
            if len(lists[3]) != frozen:
                walk.frozen, walk.exact = True, False
                for one in chain(*lists):
                    walk.seen.add(id(one))
                for address in skip:
                    walk.seen.add(address)
                walk.discover([sys.modules, sys.__dict__, __builtins__, gc.garbage, *sys.modules.values()])
            self._attribute_names(lists, walk.names)
            walk.discover(self.roots.seeds)
            self.roots.seeds.clear()
            walk.tables.update(self.roots.tables.cells[0::3])
            for address in self.roots.table_keys:
                walk.discover_address(address)
            walk.generations(lists)
        finally:
            lists.clear()
        if walk.frozen:
            self.log.append('frozen objects: %d of %d found; unreachable ones cannot be found' % (
                walk.frozen_rows, frozen))

    def _attribute_names(self, lists, names):
        """Marks the keys of instance dicts with a table of their own: names, as those of shared tables are.
        Before the walk, because a string may be met in another place first."""
        memory, offsets, tables, words = self.memory, {}, set(), _words
        if not memory.on or PY >= (3, 11) and not memory.inline:
            return
        for one in chain(*lists):
            try:
                offset = offsets[id(type(one))]
            except KeyError:
                offset = offsets[id(type(one))] = _dict_place(type(one))
            if offset:
                found = words[(id(one) + offset) >> 3]
                if found and not found & 7 and not words[(found >> 3) + 5]:
                    tables.add(words[(found >> 3) + 4])
        for keys in tables:
            if memory.readable(keys, 40):
                for key in memory.table_keys(keys):
                    if key and not key & 7 and words[(key >> 3) + 1] == id(str):
                        names.add(key)

    def _hold_gil(self):
        """A waiting thread asks for the GIL after the switch interval it saw when it began to wait. Waits out the
        old interval, so that during the walk all waiting threads use the long one."""
        old = sys.getswitchinterval()
        limit = max(old, min(5.0, sys.getallocatedblocks() * 1e-5))
        sys.setswitchinterval(limit)
        until = time.perf_counter() + 2 * old
        while time.perf_counter() < until:
            pass
        return limit

    def _meta(self):
        options, memory = self.options, self.memory
        count = options['gc_count']
        boot = _boot_id()
        python = {
            'version': '.'.join(map(str, sys.version_info[:3])), 'hexversion': sys.hexversion,
            'implementation': 'cpython', 'pointer_bytes': struct.calcsize('P'), 'byteorder': sys.byteorder,
            'free_threaded': _free_threaded(), 'debug': hasattr(sys, 'gettotalrefcount'),
            'platform': '%s-%s' % (sys.platform, os.uname().machine if hasattr(os, 'uname') else 'unknown'),
            'hash_randomized': bool(sys.flags.hash_randomization)}
        process = {'pid': self.pid, 'name': os.path.basename((getattr(sys, 'argv', None) or [''])[0])}
        if len(self.statistics) > 19:
            process['start_ticks'] = int(self.statistics[19])
        if boot:
            process['boot_id'] = boot
        incremental = (3, 14) <= sys.version_info[:3] < (3, 14, 5)
        return {
            'format': 'ouro', 'version': [1, 0], 'producer': 'ouroboros_capture ' + VERSION,
            'python': python, 'process': process,
            'capture': {'started': self.started, 'monotonic_ns': time.monotonic_ns(),
                        'mode': 'fork' if options['fork'] else 'inprocess', 'trigger': options['trigger'],
                        'collected_first': bool(options['gc_first']), 'gil_released': False,
                        'options': {name: options[name] for name in ('compress', 'pools', 'traces', 'environment',
                                                                     'force')}},
            'gc': {'model': 'none' if _free_threaded() else 'incremental' if incremental else 'generational',
                   'enabled': options['gc_enabled'], 'threshold': list(gc.get_threshold()),
                   'count': list(count), 'stats': gc.get_stats(), 'debug': gc.get_debug(),
                   'freeze_count': gc.get_freeze_count(),
                   'callbacks': len(gc.callbacks)},
            'refcounts': {'method': 'peek' if memory.on and PY >= (3, 14) else 'getrefcount'},
            'allocator': {'name': self.allocator, 'pool_bytes': _pool_bytes(),
                          'arena_bytes': 1 << (18 if PY < (3, 10) else 20), 'alignment': 16,
                          'allocated_blocks': sys.getallocatedblocks()},
            'layout': {'gc_head_bytes': 16, 'cached_keys_offset': memory.keys_offset},
            'privacy': {'mode': options['privacy'], 'preview_chars': options['preview_chars'],
                        'paths': options['paths'], 'tag': options['tag']},
            'capabilities': self._capabilities()}

    def _capabilities(self):
        found = ['len', 'size', 'hidden', 'multiplicity', 'roots', 'frames', 'tags', 'previews', 'text', 'flags',
                 'tracked']
        if not _free_threaded():
            found += ['refcount', 'generation']
        if self.memory.on:
            found += ['labels', 'keys', 'containers']
            found += ['pools'] * (self.options['pools'] and self.allocator == 'pymalloc')
            found += ['locals'] * (self.memory.locals_offset is not None)
        found += ['traces'] * (_traceback_source(self.options['traces']) is not None)
        return found

    def _finish(self, walk, pause):
        writer, strings = self.writer, self.strings
        self._write_keys(walk)
        self._write_suspended(walk)
        windows = array('Q', sorted(walk.windows))
        strings.write(writer)
        strings.forget()
        walk.forget()
        self.types = self.roots = None
        texts = [('debugmallocstats', _malloc_statistics()), ('mallinfo', _libc_statistics())] + self.texts
        if self.options['pools'] and self.memory.on and self.allocator == 'pymalloc':
            _write_pools(writer, windows)
        if walk.errors:
            self.log.append('%d groups of containers changed while they were read' % walk.errors)
        _write_texts(writer, strings, texts + [('dumper.log', '\n'.join(self.log).encode())])
        writer.end({'status': 'complete', 'wall_s': round(time.perf_counter() - self.wall, 6),
                    'cpu_s': round(time.process_time() - self.cpu, 6), 'pause_s': round(pause, 6),
                    'errors': walk.errors, 'ended': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())})

    def _write_keys(self, walk):
        tables, keys, known = self.roots.tables, self.roots.table_keys, self.types.by_address
        rows, written = Rows('QIII'), 0
        for start in range(0, len(tables.cells), 3):
            table, kind, count = tables.cells[start:start + 3]
            if count:
                rows.add(table, known[kind].ordinal if kind in known else NA, count, 0)
        total = len(keys)
        if len(rows):
            columns = rows.columns()
            self.writer.chunk(KEYS, [_PAIR.pack(total, written), columns[0], keys, columns[1], columns[2]], len(rows))

    def _write_suspended(self, walk):
        self.strings.write(self.writer)
        if len(walk.suspended):
            self.writer.stream(FRAME, walk.suspended.columns(), len(walk.suspended))

    def _published(self, pause):
        writer = self.writer
        self._publish()
        return {'path': self.path, 'objects': writer.rows[OBJECT], 'references': writer.rows[REF],
                'types': writer.rows[TYPE], 'bytes': writer.written, 'pause_s': round(pause, 6),
                'cpu_s': round(time.process_time() - self.cpu, 6), 'errors': self.walk.errors}

    def clear(self):
        """Frames of the dump may outlive it (a debugger, a traceback): nothing in them may keep the heap alive."""
        if self.roots is not None:
            self.roots.clear()
        if self.walk is not None:
            self.walk.forget()
        self.__dict__.clear()


def _boot_id():
    try:
        with open('/proc/sys/kernel/random/boot_id', 'rb', 0) as source:
            return sha256(source.read().strip()).hexdigest()[:16]
    except OSError:
        return ''


def _fork_quietly():
    """os.fork() without the DeprecationWarning of 3.12+ for programs with threads: no warnings machinery runs."""
    warnings = sys.modules.get('warnings')
    filters = getattr(warnings, 'filters', None)
    rule = ('ignore', None, DeprecationWarning, None, 0)
    if PY >= (3, 12) and type(filters) is list:
        filters.insert(0, rule)
        warnings._filters_mutated()
    try:
        return os.fork()
    finally:
        if PY >= (3, 12) and type(filters) is list:
            filters.remove(rule)
            warnings._filters_mutated()


def _environment_strings():
    """The texts of the environment and the command line: wherever they are in the heap, they get no preview."""
    found = set()
    for store in (_initial_environment(), getattr(os.environ, '_data', None)):
        for pair in store.items() if type(store) is dict else ():
            for text in pair:
                if type(text) is bytes and len(text) >= 6:
                    found.add(text.decode('utf-8', 'surrogateescape'))
    for arguments in (getattr(sys, 'argv', None), getattr(sys, 'orig_argv', None)):
        if type(arguments) is list:
            found.update(str(text) for text in arguments if type(text) is str and len(text) >= 6)
    found.update([text.encode('utf-8', 'surrogateescape') for text in found])
    return found


_CONTAINERS = {id(kind) for kind in (list, dict, tuple, set, frozenset)}


def _own_objects():
    """Addresses of what this module owns: functions, classes, tables. Flagged so that totals still add up."""
    found, pending = set(), [globals()]
    foreign = {id(member) for name, member in globals().items()
               if type(member) is types.ModuleType or name in ('__builtins__', '__loader__', '__spec__')}
    foreign.add(id(__builtins__ if type(__builtins__) is dict else _module_dict(__builtins__)))
    module = sys.modules.get(__name__)
    if module is not None and _module_dict(module) is globals():
        found.add(id(module))
    while pending:
        one = pending.pop()
        kind = type(one)
        if id(one) in found or id(one) in foreign:
            continue
        if kind is type and _type_slots['__module__'](one) != __name__:
            continue
        if id(kind) in _own_types or kind is types.CodeType or _type_slots['__module__'](kind) == __name__:
            found.add(id(one))
            if kind is types.FunctionType:
                pending.append(one.__code__)
            elif kind is types.CodeType:
                pending += [constant for constant in one.co_consts if type(constant) is types.CodeType]
            pending += [member for member in _referents(one) if member is not one]
            if kind is type:
                pending += _referents(_type_slots['__dict__'](one))
    return found


_own_types = _CONTAINERS | {id(kind) for kind in (
    type, types.FunctionType, types.ModuleType, types.CodeType, types.CellType, types.MemberDescriptorType,
    types.GetSetDescriptorType, staticmethod, classmethod, property, memoryview, type(object().__str__), _Probe,
    _SlottedProbe)}


def _dict_place(kind):
    """Offset of the dict pointer in instances of a class; 0 when there is none or it is not at a fixed place."""
    flags = _type_slots['__flags__'](kind)
    if not flags & HEAPTYPE:
        return 0
    if PY >= (3, 11) and flags & MANAGED_DICT:
        return -24
    return max(_type_slots['__dictoffset__'](kind), 0)


def _permanent_generation(lists, count, memory):
    """The frozen objects, which gc.get_objects() never returns; empty when the list cannot be proven.

    struct _gc_runtime_state (3.8-3.13): generations[3], generation0, permanent_generation, each generation 24 bytes.
    The predecessor of the first object of a generation is its head, hence the head of the permanent one. The list is
    believed when its length is gc.get_freeze_count() and every link leads back.
    """
    head = 0
    for number in (2, 1, 0):
        if lists[number]:
            head = (_words[(id(lists[number][0]) - 8) >> 3] & ~3) + 24 * (3 - number) + 8
            break
    if not head:
        return []
    found, previous, node = [], head, 0
    for _ in range(count + 1):
        if not memory.readable(previous):
            return []
        node = _words[previous >> 3] & ~3  # PyGC_Head._gc_next
        if not memory.readable(node) or _words[(node >> 3) + 1] & ~3 != previous:
            return []
        if node == head:
            break
        found.append(node + 16)
        previous = node
    return list(map(_object_at, found)) if node == head and len(found) == count else []


def _without(objects, addresses):
    return [one for one in objects if id(one) not in addresses]


def _transients(roots, seeds):
    """Addresses of the lists, dicts and instances a running dump owns: they are left out, they change while it runs.
    What the seeds hold is the program's."""
    found, pending = set(), list(roots)
    own_classes = {id(kind) for kind in (Walk, Batch, Bitmap, Rows, Writer, Strings, Traces, Types, TypeInfo, Memory,
                                          Roots)}
    for one in pending:
        found.add(id(one))
        if one is seeds:
            continue
        if type(one) is list and len(one) == 4 and type(one[0]) is list:  # the generation lists
            found.update(map(id, one))
            continue
        for member in _referents(one):
            kind = type(member)
            ours = id(kind) in _CONTAINERS or id(kind) in own_classes or kind is array
            if ours and id(member) not in found and member is not sys.modules and len(found) < 4096:
                found.add(id(member))
                pending.append(member)
    found.add(id(pending))
    return found



if PY < (3, 11):
    _stock_frames()


# ---- Triggers ---------------------------------------------------------------------------------------------------

_handlers = {}  # signal number -> our handler


def install(signal_number, directory='.', **options):
    """Dumps into `directory` whenever the process gets the signal. Options as for dump(). Main thread only."""
    import signal
    directory = os.path.abspath(os.fspath(directory))
    current = signal.getsignal(signal_number)
    if current is not signal.SIG_DFL and current is not signal.SIG_IGN and current is not _handlers.get(signal_number):
        raise CaptureError('capture/handler', 'the program has its own handler for signal %d, it is not replaced' %
                           signal_number)
    options.setdefault('wait', False)

    def handler(number, frame):
        name = '%s-%d-%s.ouro' % (os.path.basename((getattr(sys, 'argv', None) or ['python'])[0]) or 'python',
                                  os.getpid(), time.strftime('%Y%m%dT%H%M%S', time.gmtime()))
        try:
            dump(os.path.join(directory, name), trigger='signal', **options)
        except BaseException as error:  # a capture never raises into the program
            os.write(2, ('ouroboros_capture: %s\n' % error).encode('utf-8', 'replace'))
    try:
        signal.signal(signal_number, handler)
    except ValueError:
        raise CaptureError('capture/handler', 'a signal handler can only be installed in the main thread') from None
    _handlers[signal_number] = handler


def install_from_environment():
    """For a .pth file: OUROBOROS_CAPTURE=SIGUSR2:/folder installs the handler, anything else does nothing."""
    name, _, directory = os.environ.get('OUROBOROS_CAPTURE', '').partition(':')
    if name:
        try:
            install(_signal_number(name), directory or '.')
        except (CaptureError, ValueError) as error:
            os.write(2, ('ouroboros_capture: %s\n' % error).encode('utf-8', 'replace'))


def _signal_number(name):
    import signal
    if name.isdigit():
        return int(name)
    number = getattr(signal, name if name.startswith('SIG') else 'SIG' + name, None)
    if number is None:
        raise ValueError('no signal is called %s' % name)
    return int(number)


_OTHER_WAYS = ('Other ways: call ouroboros_capture.dump() in the program, send a signal to a program that called '
               'ouroboros_capture.install(), or start it with --install-signal.')

# Runs in the target. Everything it needs is written into it: no name is added to __main__.
_ATTACH_SCRIPT = '''
def capture():
    import json, os, sys
    try:
        module = sys.modules.get('ouroboros_capture')
        if module is None:
            import importlib.util
            spec = importlib.util.spec_from_file_location('ouroboros_capture', %(source)r)
            module = importlib.util.module_from_spec(spec)
            sys.modules['ouroboros_capture'] = module
            spec.loader.exec_module(module)
        answer = module.dump(%(target)r, **%(options)r)
    except BaseException as error:
        code = getattr(error, 'code', None)
        answer = {'code': code or 'attach/failed',
                  'message': str(error) if code else '%%s: %%s' %% (type(error).__name__, error)}
    with open(%(result)r + '.part', 'w') as stream:
        stream.write(json.dumps(answer))
    os.rename(%(result)r + '.part', %(result)r)
capture()
'''


def attach(pid, target, timeout=600.0, **options):
    """Dumps another process: sys.remote_exec on 3.14+ (PEP 768), gdb otherwise. Returns what dump() returned there."""
    import shutil
    import tempfile
    _check_target_process(pid)
    folder = tempfile.mkdtemp(prefix='ouroboros-')
    try:
        owner = os.stat('/proc/%d' % pid)
        os.chmod(folder, 0o755)
        if os.getuid() == 0:
            os.chown(folder, owner.st_uid, owner.st_gid)
        script, result = os.path.join(folder, 'attach.py'), os.path.join(folder, 'result')
        remote = _same_minor(pid) and hasattr(sys, 'remote_exec')
        options['trigger'] = 'remote_exec' if remote else 'gdb'
        with open(script, 'w') as stream:
            stream.write(_ATTACH_SCRIPT % {'source': os.path.abspath(__file__), 'target': os.path.abspath(target),
                                           'options': options, 'result': result})
        os.chmod(script, 0o644)
        output = _attach_remotely(pid, script) if remote else _attach_by_gdb(pid, script, timeout)
        return _attach_result(pid, result, output, timeout if remote else 1.0)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_target_process(pid):
    def refuse(code, reason):
        raise CaptureError(code, '%s %s' % (reason, _OTHER_WAYS))
    if pid == os.getpid():
        refuse('attach/self', 'This is the process of the command itself.')
    if not os.path.isdir('/proc/%d' % pid):
        refuse('attach/no-process', 'There is no process %d.' % pid)
    try:
        with open('/proc/%d/maps' % pid, errors='replace') as source:
            maps = source.read()
    except OSError:
        refuse('attach/permission', 'Process %d belongs to another user; attaching needs the same user or root.' % pid)
    if not any('python' in os.path.basename(line.rpartition(' ')[2]) for line in maps.splitlines()):
        refuse('attach/not-python', 'Process %d is not a Python process.' % pid)
    try:
        with open('/proc/sys/kernel/yama/ptrace_scope') as source:
            scope = int(source.read())
    except (OSError, ValueError):
        scope = 0
    if scope == 3 or scope and os.getuid() != 0:
        refuse('attach/ptrace', 'The kernel forbids attaching (kernel.yama.ptrace_scope is %d).' % scope)


def _same_minor(pid):
    try:
        with open('/proc/%d/maps' % pid, errors='replace') as source:
            return 'python%d.%d' % PY in source.read()
    except OSError:
        return False


def _attach_remotely(pid, script):
    try:
        sys.remote_exec(pid, script)
    except PermissionError:
        raise CaptureError('attach/permission', 'The system does not allow attaching to process %d. %s' % (
            pid, _OTHER_WAYS)) from None
    except (RuntimeError, OSError, ValueError) as error:
        raise CaptureError('attach/remote-debugging', 'Remote debugging is disabled or not possible in process %d '
                           '(%s). %s' % (pid, error, _OTHER_WAYS)) from None
    return ''


# Inside these functions a call into Python could wait for a lock the stopped thread holds.
_UNSAFE = '^(__libc_|_int_|_Py.*_|Py.*_|pymalloc_)?(malloc|free|calloc|realloc|Malloc|Free|Realloc|Calloc)|gc_collect|^dl_'

_GDB_COMMANDS = '''set pagination off
set confirm off
set $ouro_busy = %(busy)s
if $ouro_busy
  echo OUROBOROS-BUSY\\n
else
  set $ouro_state = ((int (*)(void))PyGILState_Ensure)()
  call ((int (*)(const char *))PyRun_SimpleString)("exec(compile(open('%(script)s').read(), 'attach.py', 'exec'), {'__name__': 'ouroboros_attach'})")
  call ((void (*)(int))PyGILState_Release)($ouro_state)
end
detach
'''


def _attach_by_gdb(pid, script, timeout):
    import shutil
    import subprocess
    if shutil.which('gdb') is None:
        raise CaptureError('attach/gdb-missing', 'gdb is not installed. ' + _OTHER_WAYS)
    busy, output = '$_any_caller_matches("%s", 12)' % _UNSAFE, ''
    for _ in range(20):
        commands = script + '.gdb'
        with open(commands, 'w') as stream:
            stream.write(_GDB_COMMANDS % {'busy': busy, 'script': script})
        try:
            output = subprocess.run(['gdb', '-nx', '-batch', '-p', str(pid), '-x', commands], stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout).stdout.decode(
                                        'utf-8', 'replace')
        except subprocess.TimeoutExpired:
            raise CaptureError('attach/timeout', 'Process %d did not finish the dump in %d s; it may be stopped or hold '
                               'a lock. %s' % (pid, timeout, _OTHER_WAYS)) from None
        if 'OUROBOROS-BUSY' in output:
            time.sleep(0.05)
        elif '_any_caller_matches' in output and busy != '0':  # a gdb built without Python
            busy = '0'
        else:
            break
    return output


def _attach_result(pid, result, output, patience):
    until = time.monotonic() + patience
    while not os.path.exists(result) and time.monotonic() < until:
        time.sleep(0.02)
    if not os.path.exists(result):
        if 'Operation not permitted' in output or 'ptrace' in output:
            raise CaptureError('attach/permission', 'The system does not allow attaching to process %d. %s' % (
                pid, _OTHER_WAYS))
        if 'No symbol' in output:
            raise CaptureError('attach/not-python', 'Process %d has no Python symbols. %s' % (pid, _OTHER_WAYS))
        reason = (output.strip().splitlines() or ['no answer from the process'])[-1]
        raise CaptureError('attach/failed', 'The dump could not be started in process %d (%s). %s' % (
            pid, reason, _OTHER_WAYS))
    with open(result) as source:
        answer = json.load(source)
    if 'objects' not in answer and 'pause_s' not in answer:
        raise CaptureError(answer.get('code', 'attach/failed'), answer.get('message', 'no answer'))
    return answer


# ---- Demo -------------------------------------------------------------------------------------------------------

# A small web shop with planted problems, one source text per module. capture/README.md describes each of them.
_SHOP = {
    'shop.models': '''
class User:
    """A customer; session is the way back that makes User and Session a cycle."""
    def __init__(self, name, email):
        self.name = name
        self.email = email
        self.session = None

class Session:
    def __init__(self, token, user):
        self.token = token
        self.user = user
        self.cart = []
        self.last_seen = 0.0
        user.session = self

class Order:
    """Order and its lines refer to each other; a dropped order waits for the collector."""
    def __init__(self, number):
        self.number = number
        self.lines = [OrderLine(self, 'article-%d' % (number * 7 + i), i + 1) for i in range(3)]

class OrderLine:
    __slots__ = ('order', 'article', 'quantity')
    def __init__(self, order, article, quantity):
        self.order = order
        self.article = article
        self.quantity = quantity

class Export(Order):
    def __del__(self):
        pass

class Report:
    def __init__(self, title, payload):
        self.title = title
        self.payload = payload
''',
    'shop.cache': '''
import weakref

class PriceCache:
    """Keeps prices and tells views about changes: it holds their bound methods."""
    def __init__(self):
        self.prices = {}
        self.callbacks = []
        self.views = weakref.WeakValueDictionary()
        self.newest = None

    def subscribe(self, name, view):
        self.callbacks.append(view.refresh)
        self.views[name] = view
        self.newest = weakref.ref(view)

class PriceView:
    def __init__(self, cache, name):
        self.cache = cache
        self.name = name
        self.rendered = []
        cache.subscribe(name, self)

    def refresh(self, article, price):
        self.rendered.append((article, price))
''',
    'shop.errors': '''
recent = []

class PaymentError(Exception):
    def __init__(self, order_number, reason):
        super().__init__(reason)
        self.order_number = order_number

def charge(order_number, card):
    attempt = {'order': order_number, 'card': card}
    raise PaymentError(order_number, 'card %s was declined' % attempt['card'])

def checkout(order_number):
    receipt = bytearray(2048)
    failure = None
    try:
        charge(order_number, 'test card %d' % order_number)
    except PaymentError as error:
        failure = error
        recent.append(failure)
    return receipt is None
''',
    'shop.ext': '''
class Buffer:
    """Stands for an object of a C extension that forgets a Py_DECREF."""
    def __init__(self, number):
        self.number = number
        self.block = bytearray(4096)
''',
    'shop.app': '''
from shop import cache, errors, ext, models

sessions = {}
price_cache = cache.PriceCache()
buffers = []
exports = []
tasks = []
labels = []
report = None

class Future:
    def __init__(self, name):
        self.name = name
        self.waiter = None

    def __await__(self):
        yield self

class Task:
    def __init__(self, name, coroutine):
        self.name = name
        self.coroutine = coroutine
        self.waiting_for = coroutine.send(None)
        self.waiting_for.waiter = self

async def poll_payments(queue, future):
    seen = []
    while True:
        seen.append(await future)

def export_rows(rows, separator):
    for position, row in enumerate(rows):
        yield separator.join([str(position), row])

def log_in(number):
    user = models.User('user %d' % number, 'user%d@shop.example' % number)
    session = models.Session('token-%06d' % (number * 7919), user)
    session.cart.extend({'article': 'article-%d' % (number % 20), 'quantity': i + 1} for i in range(number % 3))
    session.last_seen = number * 0.5
    sessions['u%d' % number] = session

def serve(leak):
    global report
    for number in range(1, 401):
        log_in(number)
    for article in range(200):
        price_cache.prices['article-%d' % article] = article * 1.25
    for name in ('basket', 'search', 'landing page'):
        cache.PriceView(price_cache, name)
    for number in range(12):
        errors.checkout(5000 + number)
    for number in range(40):
        models.Order(number)
    for number in range(5):
        models.Export(900 + number)
    buffers.extend(ext.Buffer(number) for number in range(5))
    for number in (0, 2, 3):
        leak(buffers[number])
    labels.extend('shipping zone '.join(['', 'Europe/Central']) for _ in range(300))
    rows = export_rows(['row %d' % i for i in range(50)], ';')
    next(rows)
    exports.append(rows)
    tasks.append(Task('poll payments', poll_payments(['pay-1', 'pay-2'], Future('next payment'))))
    report = models.Report('yearly report', bytes(1024 * 1024))
'''}


def _build_shop():
    modules = {name: types.ModuleType(name) for name in ('shop', *_SHOP)}
    for name, module in modules.items():
        sys.modules[name] = module
        if name != 'shop':
            setattr(modules['shop'], name[5:], module)
    for name, source in _SHOP.items():
        file = name.replace('.', '/') + '.py'
        modules[name].__file__ = file
        exec(compile(source, file, 'exec'), modules[name].__dict__)
    leak = ctypes.pythonapi.Py_IncRef
    leak.argtypes = (ctypes.py_object,)
    modules['shop.app'].serve(leak)
    return modules['shop.app']


def _shop_truth(app):
    """What a correct reader must find, from the live objects. Addresses as hex text."""
    def at(one):
        return '0x%x' % id(one)

    models, errors = sys.modules['shop.models'], sys.modules['shop.errors']
    cache = app.price_cache
    return {
        'python': sys.version.split()[0], 'gc_enabled': gc.isenabled(),
        'instances': {'shop.models.Session': len(app.sessions), 'shop.models.User': len(app.sessions),
                      'shop.models.Order': 40, 'shop.models.Export': 5, 'shop.models.OrderLine': 135,
                      'shop.cache.PriceView': 3, 'shop.errors.PaymentError': len(errors.recent),
                      'shop.ext.Buffer': len(app.buffers)},
        'session_leak': {'dict': at(app.sessions), 'entries': len(app.sessions), 'holder': 'shop.app.sessions',
                         'first': at(app.sessions['u1']), 'first_user': at(app.sessions['u1'].user)},
        'error_cycle': {'list': at(errors.recent), 'exceptions': [at(error) for error in errors.recent],
                        'tracebacks': [at(error.__traceback__) for error in errors.recent],
                        'frame_function': 'checkout', 'frame_local': 'failure'},
        'callback_cycle': {'cache': at(cache), 'callbacks': at(cache.callbacks),
                           'views': [at(callback.__self__) for callback in cache.callbacks]},
        'garbage': {'shop.models.Order': 40, 'shop.models.Export': 5, 'shop.models.OrderLine': 135,
                    'with_finalizer': 5, 'list': 45, 'total': 225 + 45 * (PY < (3, 11))},  # with instance dicts
        'leaked_references': {at(buffer): int(buffer.number in (0, 2, 3)) for buffer in app.buffers},
        'duplicate_strings': {'list': at(app.labels), 'text': app.labels[0], 'copies': len(app.labels),
                              'bytes_each': _getsizeof(app.labels[0])},
        'suspended': {'generator': at(app.exports[0]), 'coroutine': at(app.tasks[0].coroutine),
                      'task': at(app.tasks[0]), 'waiting_for': at(app.tasks[0].waiting_for)},
        'weak': {'reference': at(cache.newest), 'referent': at(cache.callbacks[-1].__self__),
                 'dictionary': at(cache.views)},
        'blob': {'owner': at(app.report), 'address': at(app.report.payload), 'size': _getsizeof(app.report.payload)},
        'classes': {name: at(vars(models)[name]) for name in ('User', 'Session', 'Order', 'OrderLine', 'Export')}}


def _demo_child(path, truth_path):
    """Runs in a fresh interpreter that has loaded nothing but this module."""
    gc.collect()
    gc.disable()
    app = _build_shop()
    if truth_path:
        truth = _shop_truth(app)
        with open(truth_path, 'w') as target:  # no indent: the pure Python encoder leaves cycles behind
            target.write(json.dumps(truth) + '\n')
        del truth, target
    dump(path, 'text', compress=True)


def demo(path, truth_path=None):
    """Writes the demo dump; a new interpreter without site packages keeps it small."""
    import subprocess
    program = ('import sys; sys.path.insert(0, sys.argv[1]); import ouroboros_capture as capture; '
               'capture._demo_child(sys.argv[2], sys.argv[3])')
    folder = os.path.dirname(os.path.abspath(__file__))
    finished = subprocess.run(
        [sys.executable, '-I', '-S', '-c', program, folder, os.path.abspath(path),
         os.path.abspath(truth_path) if truth_path else ''], stderr=subprocess.PIPE, universal_newlines=True)
    if finished.returncode:
        raise CaptureError('capture/failed', finished.stderr.strip().splitlines()[-1] if finished.stderr else 'no output')


# ---- Command line -----------------------------------------------------------------------------------------------

_USAGE = """usage: ouroboros_capture.py --pid N -o FILE [options]        dump another process
       ouroboros_capture.py --install-signal [SIG] [--dir DIR] [options] SCRIPT [ARGUMENT...]
                                                             run SCRIPT, dump it whenever it gets SIG (SIGUSR2)
       ouroboros_capture.py --demo FILE [--truth FILE]       dump a small program with planted problems

options: --text       also the first 64 characters of strings, and numbers   --fork   dump a forked copy
         --gc-first   collect garbage before                                 --force  although space looks short
         --compress   smaller file, twice the time                           --json   machine-readable answer
         --timeout S  give up attaching after S seconds (600)
"""
_FLAGS = {'--text': ('privacy', 'text'), '--gc-first': ('gc_first', True), '--fork': ('fork', True),
          '--force': ('force', True), '--compress': ('compress', True)}
_VALUES = {'--pid': 'pid', '-o': 'output', '--output': 'output', '--dir': 'directory', '--demo': 'demo',
           '--truth': 'truth', '--timeout': 'timeout'}


def _parse(arguments):
    """(settings, dump options, rest). Parsed by hand: SCRIPT and what follows belongs to the program to run."""
    settings, options, rest = {'json': False}, {}, list(arguments)
    while rest and rest[0].startswith('-'):
        word = rest.pop(0)
        if word in ('-h', '--help'):
            settings['help'] = True
        elif word == '--json':
            settings['json'] = True
        elif word in _FLAGS:
            name, value = _FLAGS[word]
            options[name] = value
        elif word == '--install-signal':
            settings['signal'] = 'SIGUSR2'
            if rest and (rest[0].startswith('SIG') or rest[0].isdigit()):
                settings['signal'] = rest.pop(0)
        elif word in _VALUES and rest:
            settings[_VALUES[word]] = rest.pop(0)
        else:
            settings['bad'] = word
            break
    return settings, options, rest


def main(arguments=None):
    """Exit status: 0 done, 2 usage, 5 refused or failed."""
    arguments = sys.argv[1:] if arguments is None else arguments
    settings, options, rest = _parse(arguments)
    if settings.get('help'):
        print(_USAGE, end='')
        return 0
    try:
        if 'bad' in settings:
            raise CaptureError('capture/usage', 'unknown or incomplete option %s' % settings['bad'])
        answer = _command(settings, options, rest)
    except CaptureError as error:
        return _failed(error.code, str(error), settings['json'])
    except OSError as error:
        return _failed('capture/io', '%s' % (error.strerror or error), settings['json'])
    if answer is not None:
        if settings['json']:
            print(json.dumps({'captured': answer}))
        else:
            print(', '.join('%s %s' % item for item in answer.items()))
    return 0


def _failed(code, message, as_json):
    if as_json:
        print(json.dumps({'fault': {'code': code, 'message': message}}))
    else:
        sys.stderr.write('ouroboros_capture: %s\n' % message)
        if code == 'capture/usage':
            sys.stderr.write(_USAGE)
    return 2 if code == 'capture/usage' else 5


def _command(settings, options, rest):
    if 'signal' in settings:
        return _run_with_signal(settings, options, rest)
    if rest:
        raise CaptureError('capture/usage', 'unexpected argument %s' % rest[0])
    if 'demo' in settings:
        return demo(settings['demo'], settings.get('truth'))
    if 'pid' in settings and 'output' in settings:
        if not settings['pid'].isdigit():
            raise CaptureError('capture/usage', '--pid needs a number')
        try:
            timeout = float(settings.get('timeout', 600))
        except ValueError:
            raise CaptureError('capture/usage', '--timeout needs a number') from None
        return attach(int(settings['pid']), settings['output'], timeout, **options)
    raise CaptureError('capture/usage', 'nothing to do')


def _run_with_signal(settings, options, rest):
    """Runs a script as python would, with the handler installed; the module is imported under its own name."""
    import runpy
    if not rest:
        raise CaptureError('capture/usage', '--install-signal needs a script to run')
    try:
        number = _signal_number(settings['signal'])
    except ValueError as error:
        raise CaptureError('capture/usage', str(error)) from None
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    module = __import__('ouroboros_capture')
    module.install(number, settings.get('directory', '.'), **options)
    sys.stderr.write('ouroboros_capture: kill -%d %d writes a dump to %s\n' % (
        number, os.getpid(), settings.get('directory', '.')))
    sys.path[0] = os.path.dirname(os.path.abspath(rest[0]))
    sys.argv[:] = rest
    runpy.run_path(rest[0], run_name='__main__')
    return None


if __name__ == '__main__':
    sys.exit(main())
