"""Reads an `ouro` file into columns, and answers from them what the reference counts and the collector would say.

Written from the format alone: it shares no code with the dumper, so that an error made twice is unlikely.
"""
import json
import lzma
import struct
import sys
import zlib
from array import array

NA, SATURATED = 0xFFFFFFFF, 0xFFFFFFFE
NAMES = {1: 'STRING', 2: 'TYPE', 3: 'OBJECT', 4: 'REF', 5: 'PREVIEW', 6: 'TAG', 7: 'CONTAINER', 8: 'ROOT', 9: 'THREAD',
         10: 'FRAME', 11: 'POOL', 12: 'TEXT', 13: 'TRACE', 14: 'OBJTRACE', 15: 'WIDE', 16: 'KEYS', 0xFFFF: 'END'}
NONE, SEQ, MAP, SET, EXPLICIT = range(5)
WEAK, HIDDEN = 23, 128


class Damage(Exception):
    """The file cannot be read on from here."""


class Columns:
    """Cursor over a payload whose columns start at multiples of 8."""

    def __init__(self, payload):
        self.payload, self.offset = payload, 0

    def take(self, code, rows):
        wide = struct.calcsize('<' + code) * rows
        if self.offset + wide > len(self.payload):
            raise Damage('a column exceeds the payload')
        column = array(code if code != 'I' or array('I').itemsize == 4 else 'L')
        column.frombytes(self.payload[self.offset:self.offset + wide])
        self.offset += wide + (-wide & 7)
        return column

    def raw(self, size):
        found = bytes(self.payload[self.offset:self.offset + size])
        if len(found) != size:
            raise Damage('a blob exceeds the payload')
        self.offset += size + (-size & 7)
        return found

    def prelude(self, form):
        values = struct.unpack_from(form, self.payload, self.offset)
        self.offset += struct.calcsize(form)
        return values


class Chunk:
    __slots__ = ('offset', 'kind', 'flags', 'stored', 'raw', 'rows', 'crc', 'base', 'payload', 'crc_good', 'pad_good')


def header_of(content):
    """(meta dict or None, offset of the first chunk, problems)."""
    problems = []
    if content[:8] != b'OUROHEAP':
        raise Damage('the magic is not OUROHEAP')
    major, minor, size, crc, _, file_id = struct.unpack_from('<HHIIIQ', content, 8)
    if major != 1:
        raise Damage('version %d.%d is not supported' % (major, minor))
    text = content[32:32 + size]
    meta = None
    if zlib.crc32(text) != crc:
        problems.append('the crc of the meta is wrong')
    try:
        meta = json.loads(text.decode('utf-8'))
    except ValueError:
        problems.append('the meta is not JSON')
    return meta, 32 + size + (-size & 7), problems


def chunks_of(content, offset):
    """Chunks front to back; stops with Damage where the file does."""
    while offset < len(content):
        if len(content) - offset < 32:
            raise Damage('the file ends inside a chunk header at %d' % offset)
        chunk = Chunk()
        sync, chunk.kind, chunk.flags, chunk.stored, chunk.raw, chunk.rows, chunk.crc, chunk.base = struct.unpack_from(
            '<4sHHIIIIQ', content, offset)
        if sync != b'OCHK':
            raise Damage('no chunk at %d' % offset)
        if chunk.raw > 64 << 20:
            raise Damage('a chunk claims %d bytes at %d' % (chunk.raw, offset))
        chunk.offset = offset
        start, end = offset + 32, offset + 32 + chunk.stored
        padded = end + (-end & 7)
        if padded > len(content):
            raise Damage('the file ends inside a chunk at %d' % offset)
        head = bytearray(content[offset:start])
        head[20:24] = bytes(4)
        stored = content[start:end]
        chunk.crc_good = zlib.crc32(stored, zlib.crc32(head)) == chunk.crc
        chunk.pad_good = not any(content[end:padded])
        chunk.payload = stored
        if chunk.flags & 1 and chunk.crc_good:
            chunk.payload = zlib.decompress(stored)
        if chunk.crc_good and len(chunk.payload) != chunk.raw:
            raise Damage('the raw length is wrong at %d' % offset)
        yield chunk
        offset = padded
        if chunk.kind == 0xFFFF and offset != len(content):
            raise Damage('bytes follow END at %d' % offset)


class Heap:
    """The columns of a dump. Object i owns the references first[i] to first[i+1]."""

    def __init__(self, path):
        with open(path, 'rb') as source:
            content = source.read()
        if content[:2] == b'\x1f\x8b':
            content = zlib.decompress(content, 31)
        elif content[:6] == b'\xfd7zXZ\0':
            content = lzma.decompress(content)
        self.meta, offset, self.problems = header_of(content)
        self.strings, self.types, self.roots, self.threads, self.frames = [], [], [], [], []
        self.address, self.size, self.type = array('Q'), array('I'), array('I')
        self.count, self.length, self.refs = array('I'), array('I'), array('I')
        self.flags, self.generation, self.own = array('H'), bytearray(), array('I')
        self.target, self.label, self.kind = array('Q'), array('I'), bytearray()
        self.previews, self.tags, self.containers = {}, {}, {}
        self.pools, self.texts, self.keys, self.wide = [], {}, [], []
        self.traces, self.traced = [], {}
        self.end = None
        try:
            for chunk in chunks_of(content, offset):
                reader = getattr(self, '_read_' + NAMES.get(chunk.kind, 'unknown').lower(), None)
                if not chunk.crc_good:
                    self.problems.append('crc wrong at %d' % chunk.offset)
                elif reader:
                    reader(Columns(memoryview(chunk.payload)), chunk.rows)
        except Damage as damage:
            self.problems.append(str(damage))
        self.ordinal = {address: i for i, address in enumerate(self.address)}
        self.first = array('Q', [0])
        total = 0
        for rows in self.refs:
            total += rows
            self.first.append(total)
        self.first_explicit = array('Q', [0])
        total = 0
        for kind, rows in zip(self.type, self.refs):
            total += rows if self.types[kind]['layout'] == EXPLICIT else 0
            self.first_explicit.append(total)

    def _read_string(self, columns, rows):
        lengths = columns.take('I', rows)
        blob, start = columns.raw(sum(lengths)), 0
        for length in lengths:
            self.strings.append(blob[start:start + length].decode('utf-8', 'surrogatepass'))
            start += length

    def _read_type(self, columns, rows):
        names = ('addr', 'tp_flags', 'module', 'qualname', 'file', 'basicsize', 'itemsize', 'dictoffset',
                 'weaklistoffset', 'layout', 'traits')
        for row in zip(*[columns.take(code, rows) for code in 'QQIIIIIiiBB']):
            self.types.append(dict(zip(names, row)))

    def _read_object(self, columns, rows):
        own, _ = columns.prelude('<II')
        self.address += columns.take('Q', rows)
        for column in (self.size, self.type, self.count, self.length, self.refs):
            column += columns.take('I', rows)
        self.flags += columns.take('H', rows)
        self.generation += columns.take('B', rows).tobytes()
        self.own += array('I', [own]) * rows

    def _read_ref(self, columns, rows):
        _, explicit, _ = columns.prelude('<QII')
        self.target += columns.take('Q', rows)
        self.label += columns.take('I', explicit)
        self.kind += columns.raw(explicit)

    def _read_preview(self, columns, rows):
        objects, lengths, forms = columns.take('I', rows), columns.take('I', rows), columns.raw(rows)
        blob, start = columns.raw(sum(lengths)), 0
        for one, length, form in zip(objects, lengths, forms):
            self.previews[one] = form, blob[start:start + length].decode('utf-8', 'surrogatepass')
            start += length

    def _read_tag(self, columns, rows):
        self.tags.update(zip(columns.take('I', rows), columns.take('Q', rows)))

    def _read_container(self, columns, rows):
        for row in zip(*[columns.take(code, rows) for code in 'IIIIQQBB']):
            self.containers[row[0]] = row[1:]

    def _read_root(self, columns, rows):
        self.roots += zip(*[columns.take(code, rows) for code in 'QIIIB'])

    def _read_thread(self, columns, rows):
        self.threads += zip(*[columns.take(code, rows) for code in 'QQIIIB'])

    def _read_frame(self, columns, rows):
        self.frames += zip(*[columns.take(code, rows) for code in 'QQIIIIB'])

    def _read_pool(self, columns, rows):
        self.pools += zip(*[columns.take(code, rows) for code in 'QIIHHB'])

    def _read_text(self, columns, rows):
        names, lengths = columns.take('I', rows), columns.take('I', rows)
        blob, start = columns.raw(sum(lengths)), 0
        for name, length in zip(names, lengths):
            self.texts[self.strings[name]] = blob[start:start + length].decode('utf-8', 'replace')
            start += length

    def _read_trace(self, columns, rows):
        total, _ = columns.prelude('<II')
        counts, files, lines = columns.take('I', rows), columns.take('I', total), columns.take('I', total)
        start = 0
        for count in counts:
            self.traces.append([(self.strings[file], line) for file, line in zip(files[start:start + count],
                                                                                lines[start:start + count])])
            start += count

    def _read_objtrace(self, columns, rows):
        self.traced.update(zip(columns.take('I', rows), columns.take('I', rows)))

    def _read_wide(self, columns, rows):
        self.wide += zip(*[columns.take(code, rows) for code in 'QIB'])

    def _read_keys(self, columns, rows):
        total, _ = columns.prelude('<II')
        tables, keys = columns.take('Q', rows), columns.take('Q', total)
        types, counts = columns.take('I', rows), columns.take('I', rows)
        start = 0
        for table, kind, count in zip(tables, types, counts):
            self.keys.append((table, kind, keys[start:start + count]))
            start += count

    def _read_end(self, columns, rows):
        values = columns.prelude('<8QII')
        self.end = values[:9], json.loads(columns.raw(values[9]).decode())

    # -- questions

    def name_of_type(self, number):
        row = self.types[number]
        module = self.strings[row['module']]
        return self.strings[row['qualname']] if module in ('', 'builtins') else '%s.%s' % (
            module, self.strings[row['qualname']])

    def type_name(self, one):
        return self.name_of_type(self.type[one])

    def references(self, one):
        """(target address, kind, label) of the rows of an object; implied kinds are filled in."""
        start, end = self.first[one], self.first[one + 1]
        layout = self.types[self.type[one]]['layout']
        targets = self.target[start:end]
        if layout == EXPLICIT:
            at = self.first_explicit[one]
            return [(target, self.kind[at + i], self.label[at + i]) for i, target in enumerate(targets)]
        if layout == MAP:
            return [(target, 2 + i % 2, 0) for i, target in enumerate(targets)]
        return [(target, 1 if layout == SEQ else 4, i) for i, target in enumerate(targets)]

    def immortal(self, one):
        if self.meta['python']['hexversion'] >= 0x030C0000:
            return bool(self.count[one] >> 31)
        return self.count[one] - self.own[one] >= 900_000_000

    def known_counts(self):
        """Counted references to each object that the dump explains (semantics.md, section 2)."""
        known, ordinal = array('q', bytes(8 * len(self.address))), self.ordinal
        type_ordinal = [ordinal.get(row['addr']) if row['tp_flags'] >> 9 & 1 else None for row in self.types]
        for one in range(len(self.address)):
            implicit = type_ordinal[self.type[one]]
            if implicit is not None:
                known[implicit] += 1
            container = self.containers.get(one)
            split = container is not None and container[5] == 3
            layout = self.types[self.type[one]]['layout']
            if layout == EXPLICIT:
                rows = [row[0] for row in self.references(one) if row[1] & 63 != WEAK]
            else:
                rows = self.target[self.first[one]:self.first[one + 1]]
                if split and layout == MAP:
                    rows = rows[1::2]
            for target in rows:
                found = ordinal.get(target)
                if found is not None:
                    known[found] += 1
        for _, _, keys in self.keys:
            for key in keys:
                if key in ordinal:
                    known[ordinal[key]] += 1
        return known

    def residuals(self):
        """Net count minus known references per object; None for immortal and static objects."""
        known = self.known_counts()
        return [None if self.immortal(one) else self.count[one] - self.own[one] - known[one]
                for one in range(len(self.address))]

    def unreachable(self, dumper_too=False):
        """Ordinals a full collection would find unreachable (semantics.md, section 3), without dumper objects."""
        n, ordinal = len(self.address), self.ordinal
        inside = bytearray(n)
        for one in range(n):
            inside[one] = self.flags[one] & 1 and self.generation[one] <= 2 and not self.immortal(one)
        edges, type_ordinal = {}, [ordinal.get(row['addr']) if row['tp_flags'] >> 9 & 1 else None for row in self.types]
        rest = {}
        for one in range(n):
            if not inside[one]:
                continue
            out = [ordinal.get(target) for target, kind, _ in self.references(one) if kind & 63 != WEAK and not kind & HIDDEN]
            if type_ordinal[self.type[one]] is not None and not self.flags[one] & 512:
                out.append(type_ordinal[self.type[one]])
            edges[one] = [target for target in out if target is not None and inside[target]]
            rest[one] = self.count[one] - self.own[one]
        for out in edges.values():
            for target in out:
                rest[target] -= 1
        self.negative = sum(1 for value in rest.values() if value < 0)
        pending = [one for one, value in rest.items() if value > 0]
        reached = bytearray(n)
        for one in pending:
            reached[one] = 1
        while pending:
            for target in edges[pending.pop()]:
                if not reached[target]:
                    reached[target] = 1
                    pending.append(target)
        return [one for one in edges if not reached[one] and (dumper_too or not self.flags[one] & 8)]


def main():
    heap = Heap(sys.argv[1])
    residuals = heap.residuals()
    shares = {}
    for one, residual in enumerate(residuals):
        if residual is not None and not heap.flags[one] & 8:
            good, total, negative = shares.get(heap.type_name(one), (0, 0, 0))
            shares[heap.type_name(one)] = good + (residual == 0), total + 1, negative + (residual < 0)
    for name, (good, total, negative) in sorted(shares.items(), key=lambda item: -item[1][1])[:30]:
        print('%8d %6.2f %% %4d %s' % (total, 100 * good / total, negative, name))
    good, total, negative = map(sum, zip(*shares.values()))
    print('%8d %6.2f %% %4d all' % (total, 100 * good / total, negative))
    named = sum(1 for kind in heap.kind if kind & 63)
    print('explicit %d, named %.2f %%, unreachable %d, problems %s' % (
        len(heap.kind), 100 * named / max(len(heap.kind), 1), len(heap.unreachable()), heap.problems))


if __name__ == '__main__':
    main()
