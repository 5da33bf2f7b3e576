"""Checks an `ouro` file against the invariants 1 to 21 of the format.

    python validate.py [--json] FILE...          exit status 0 when no file has an error

    from validate import validate
    report = validate('app.ouro')                {'errors': [...], 'warnings': [...], 'counts': {...}}
"""
import json
import os
import sys
from collections import Counter

from reader import EXPLICIT, MAP, NA, NAMES, NONE, SATURATED, WEAK, Columns, Damage, Heap, chunks_of, header_of

REQUIRED = ('format', 'version', 'producer', 'python', 'capture', 'privacy', 'capabilities')
REQUIRED_PYTHON = ('version', 'hexversion', 'implementation', 'pointer_bytes', 'byteorder', 'free_threaded')
STREAMS = ('STRING', 'TYPE', 'OBJECT', 'REF', 'ROOT', 'FRAME', 'TRACE')
KNOWN_FORMS = {'shape': (3, 4), 'text': (0, 1, 2, 3, 4)}


class Report:
    def __init__(self):
        self.errors, self.warnings, self.counts = [], [], {}

    def error(self, number, text):
        self.errors.append('%d: %s' % (number, text))

    def warning(self, number, text):
        self.warnings.append('%d: %s' % (number, text))

    def plain(self):
        return {'errors': self.errors, 'warnings': self.warnings, 'counts': self.counts}


def validate(path):
    report = Report()
    try:
        with open(path, 'rb') as source:
            content = source.read()
        meta, offset, problems = header_of(content)
        for problem in problems:
            report.error(1, problem)
        _check_meta(report, meta)
        chunks = _check_chunks(report, content, offset)
    except (Damage, OSError) as damage:
        report.error(2, str(damage))
        return report.plain()
    if any(not chunk.crc_good for chunk in chunks) or not isinstance(meta, dict):
        return report.plain()
    try:
        _check_streams(report, chunks)
        _check_definitions(report, chunks)
        _check_contents(report, Heap(path))
    except (Damage, IndexError, KeyError, ValueError, TypeError) as damage:
        report.error(8, 'the file cannot be read to its end: %r' % damage)
    return report.plain()


def _check_meta(report, meta):
    if not isinstance(meta, dict):
        report.error(1, 'the meta is not an object')
        return
    missing = [key for key in REQUIRED if key not in meta]
    missing += ['python.' + key for key in REQUIRED_PYTHON if key not in meta.get('python', {})]
    missing += [key for key, group, name in (('capture.started', 'capture', 'started'), ('capture.mode', 'capture', 'mode'),
                                             ('privacy.mode', 'privacy', 'mode')) if name not in meta.get(group, {})]
    if missing:
        report.error(1, 'required keys are missing: ' + ', '.join(missing))
    if meta.get('format') != 'ouro' or meta.get('version', [0])[0] != 1:
        report.error(1, 'format or version of the meta is wrong')


def _check_chunks(report, content, offset):
    """Invariants 2 and 3, and the chunks read so far."""
    chunks, crcs = [], 0
    import zlib
    try:
        for chunk in chunks_of(content, offset):
            chunks.append(chunk)
            if not chunk.crc_good:
                report.error(2, 'crc of %s at %d' % (NAMES.get(chunk.kind, chunk.kind), chunk.offset))
            if not chunk.pad_good or chunk.offset % 8:
                report.error(2, 'padding at %d' % chunk.offset)
            if chunk.raw > 16 << 20:
                report.error(2, 'a chunk above 16 MiB at %d' % chunk.offset)
            if chunk.flags & ~3:
                report.error(2, 'unknown chunk flags at %d' % chunk.offset)
            if chunk.kind != 0xFFFF:
                crcs = zlib.crc32(chunk.crc.to_bytes(4, 'little'), crcs)
    except Damage as damage:
        report.error(2, str(damage))
    if not chunks or chunks[-1].kind != 0xFFFF:
        report.error(3, 'END is missing')
        return chunks
    _check_end(report, chunks, crcs)
    return chunks


def _check_end(report, chunks, crcs):
    values = Columns(memoryview(chunks[-1].payload)).prelude('<8QII')
    rows = Counter()
    for chunk in chunks:
        rows[chunk.kind] += chunk.rows
    explicit = sum(Columns(memoryview(chunk.payload)).prelude('<QII')[1] for chunk in chunks if chunk.kind == 4)
    expected = (rows[3], rows[4], explicit, rows[1], rows[2], rows[8], len(chunks) - 1, chunks[-1].offset)
    names = ('objects', 'references', 'explicit references', 'strings', 'types', 'roots', 'chunks', 'offset')
    for name, found, wanted in zip(names, values, expected):
        if found != wanted:
            report.error(3, 'END says %d %s, there are %d' % (found, name, wanted))
    if values[8] != crcs:
        report.error(3, 'crcOfCrcs is wrong')
    report.counts = dict(zip(names, expected))


def _check_streams(report, chunks):
    """Invariants 4, 5 and 6 over the chunk headers and preludes."""
    rows, due, explicit_base = Counter(), 0, 0
    for chunk in chunks:
        name = NAMES.get(chunk.kind, '')
        if name in STREAMS and chunk.base != rows[name]:
            report.error(4, 'base of %s at %d is %d, not %d' % (name, chunk.offset, chunk.base, rows[name]))
        elif name and name not in STREAMS and chunk.base:
            report.error(4, 'base of %s at %d is not 0' % (name, chunk.offset))
        rows[name] += chunk.rows
        if name == 'OBJECT':
            if due:
                report.error(5, '%d references are missing before the OBJECT at %d' % (due, chunk.offset))
            columns = Columns(memoryview(chunk.payload))
            columns.prelude('<II')
            columns.take('Q', chunk.rows)
            refs = [columns.take('I', chunk.rows) for _ in range(5)][4]
            due = sum(refs)
            if chunk.rows > 32768:
                report.error(5, 'a batch of %d objects at %d' % (chunk.rows, chunk.offset))
        elif name == 'REF':
            due -= chunk.rows
            base, explicit, _ = Columns(memoryview(chunk.payload)).prelude('<QII')
            if base != explicit_base:
                report.error(6, 'explicitBase at %d is %d, not %d' % (chunk.offset, base, explicit_base))
            explicit_base += explicit
            if due < 0:
                report.error(5, 'more references than the batch has, at %d' % chunk.offset)
    if due:
        report.error(5, '%d references are missing at the end' % due)


def _check_definitions(report, chunks):
    """Invariant 8: ids are defined before use."""
    strings = types = objects = frames = threads = 0
    for chunk in chunks:
        name, columns, rows = NAMES.get(chunk.kind, ''), Columns(memoryview(chunk.payload)), chunk.rows

        def below(values, limit, what, also=()):
            bad = [value for value in values if value >= limit and value not in also]
            if bad:
                report.error(8, '%s: %s %d at %d is not defined yet' % (name, what, bad[0], chunk.offset))
        if name == 'STRING':
            if not strings and columns.take('I', rows)[0]:
                report.warning(9, 'string 0 is not empty')
            strings += rows
        elif name == 'TYPE':
            columns.take('Q', rows), columns.take('Q', rows)
            for _ in range(3):
                below(columns.take('I', rows), strings, 'string')
            types += rows
        elif name == 'OBJECT':
            columns.prelude('<II'), columns.take('Q', rows), columns.take('I', rows)
            below(columns.take('I', rows), types, 'type')
            objects += rows
        elif name in ('PREVIEW', 'TAG', 'CONTAINER'):
            below(columns.take('I', rows), objects, 'object')
        elif name == 'WIDE':
            columns.take('Q', rows)
            below(columns.take('I', rows), objects, 'object')
        elif name == 'THREAD':
            columns.take('Q', rows), columns.take('Q', rows)
            below(columns.take('I', rows), strings, 'string')
            threads = rows
        elif name == 'FRAME':
            columns.take('Q', rows), columns.take('Q', rows)
            below(columns.take('I', rows), strings, 'string'), below(columns.take('I', rows), strings, 'string')
            columns.take('I', rows)
            below(columns.take('I', rows), threads, 'thread', (NA,))
            frames += rows
        elif name == 'ROOT':
            columns.take('Q', rows)
            below(columns.take('I', rows), strings, 'string')
            below(columns.take('I', rows), threads, 'thread', (NA,))
            below(columns.take('I', rows), frames, 'frame', (NA,))
        elif name == 'TEXT':
            below(columns.take('I', rows), strings, 'string')
        elif name == 'KEYS':
            total, _ = columns.prelude('<II')
            columns.take('Q', rows), columns.take('Q', total)
            below(columns.take('I', rows), types, 'type', (NA,))


def _check_contents(report, heap):
    for problem in heap.problems:
        report.error(2, problem)
    _check_layouts(report, heap)
    _check_objects(report, heap)
    _check_kinds(report, heap)
    _check_targets(report, heap)
    _check_pools(report, heap)
    _check_traces(report, heap)
    _check_privacy(report, heap)
    if 'refcount' in heap.meta['capabilities']:
        negative = [one for one, residual in enumerate(heap.residuals()) if residual is not None and residual < 0]
        if negative:
            report.warning(21, '%d objects with a negative residual, first a %s at 0x%x' % (
                len(negative), heap.type_name(negative[0]), heap.address[negative[0]]))
        report.counts['negative residuals'] = len(negative)


def _check_layouts(report, heap):
    """Invariants 5, 6 and 7."""
    if sum(heap.refs) != len(heap.target):
        report.error(5, 'refs columns say %d, there are %d rows' % (sum(heap.refs), len(heap.target)))
    if heap.first_explicit[-1] != len(heap.kind):
        report.error(6, 'EXPLICIT objects have %d rows, the explicit stream %d' % (heap.first_explicit[-1], len(heap.kind)))
    wrong = Counter()
    for kind, rows, length in zip(heap.type, heap.refs, heap.length):
        layout = heap.types[kind]['layout']
        if layout == NONE:
            wrong[layout] += rows != 0
        elif layout == MAP:
            wrong[layout] += rows % 2 != 0 or length != SATURATED and rows != 2 * length
        elif layout != EXPLICIT:
            wrong[layout] += length != SATURATED and rows != length
    for layout, count in wrong.items():
        if count:
            report.error(7, '%d objects of layout %d with a wrong number of references' % (count, layout))


def _check_objects(report, heap):
    """Invariants 10, 11, 12, 13, 14 and 15."""
    if len(heap.ordinal) != len(heap.address):
        report.error(10, '%d addresses occur twice' % (len(heap.address) - len(heap.ordinal)))
    for address in heap.address:
        if not address or address & 7 or address >> 48:
            report.error(10, 'address 0x%x' % address)
            break
        if address >> 47:
            report.warning(10, 'address 0x%x is above 2^47' % address)
            break
    missing = [row for row in heap.types if row['addr'] not in heap.ordinal]
    if missing:
        report.warning(11, '%d types have no object' % len(missing))
    immortals = heap.meta['python']['hexversion'] >= 0x030C0000
    wrong = Counter()
    for one, flags in enumerate(heap.flags):
        tracked, generation = flags & 1, heap.generation[one]
        wrong[12] += bool(tracked) == (generation == 255)
        wrong[12] += bool(tracked and not heap.types[heap.type[one]]['tp_flags'] >> 14 & 1)
        immortal = immortals and heap.count[one] >> 31
        wrong[15] += bool(flags & 4) != bool(immortal)
        wrong[14] += not immortal and heap.count[one] < heap.own[one]
    for number, count in sorted(wrong.items()):
        if count:
            report.error(number, '%d objects' % count)
    frozen = sum(1 for generation in heap.generation if generation == 3)
    claimed = heap.meta.get('gc', {}).get('freeze_count', 0)
    if frozen > claimed:
        report.warning(13, '%d objects of generation 3, %d frozen' % (frozen, claimed))


def _check_kinds(report, heap):
    """Invariant 16; a subclass of a weak reference type is recognised by its base references."""
    weak = {i for i in range(len(heap.types)) if heap.name_of_type(i) in (
        'weakref', 'weakref.ReferenceType', 'weakref.ref', 'weakproxy', 'weakcallableproxy', 'weakref.ProxyType',
        'weakref.CallableProxyType', 'ReferenceType', 'ProxyType', 'CallableProxyType')}
    weak_addresses = {heap.types[i]['addr'] for i in weak}
    strange = set()
    for one in range(len(heap.address)):
        kind = heap.type[one]
        if heap.types[kind]['layout'] != EXPLICIT:
            continue
        start = heap.first_explicit[one]
        for byte in heap.kind[start:heap.first_explicit[one + 1]]:
            if byte & 64 or byte & 63 > 27:
                report.error(16, 'kind byte %d' % byte)
                return
            if byte & 63 == WEAK and kind not in weak:
                strange.add(kind)
    for kind in strange:
        owner = heap.ordinal.get(heap.types[kind]['addr'])
        bases = {row[0] for row in heap.references(owner)} if owner is not None else set()
        names = set()
        for target in bases:
            one = heap.ordinal.get(target)
            if one is not None and heap.type_name(one) == 'tuple':
                names.update(row[0] for row in heap.references(one))
        if not names & weak_addresses:
            report.error(16, 'a weak reference from %s' % heap.name_of_type(kind))


def _check_targets(report, heap):
    dangling = sum(1 for target in heap.target if target not in heap.ordinal)
    strict = heap.meta['capture']['mode'] == 'inprocess' and not heap.meta['capture'].get('gil_released')
    if dangling and (strict or dangling > len(heap.target) / 10000):
        report.warning(17, '%d of %d references lead nowhere' % (dangling, len(heap.target)))
    report.counts['dangling'] = dangling


def _check_traces(report, heap):
    lost = sum(1 for one, trace in heap.traced.items() if one >= len(heap.address) or trace >= len(heap.traces))
    if lost:
        report.error(4, '%d allocations of objects or traces that are not there' % lost)
    if bool(heap.traced) and 'traces' not in heap.meta['capabilities']:
        report.error(1, 'traces without the capability')


def _check_pools(report, heap):
    """Invariants 18 and 19."""
    size = heap.meta.get('allocator', {}).get('pool_bytes', 16384)
    pools, wrong = {}, 0
    for address, _, _, used, capacity, index in heap.pools:
        block = (index + 1) * 16
        wrong += index > 31 or used > capacity or capacity != (size - 48) // block or address % size != 0
        pools[address] = block
    if wrong:
        report.error(18, '%d pools' % wrong)
    if heap.meta.get('allocator', {}).get('name') != 'pymalloc':
        return
    odd, version = 0, heap.meta['python']['hexversion']
    for one, address in enumerate(heap.address):
        flags = heap.types[heap.type[one]]['tp_flags']
        pre = 16 * (flags >> 14 & 1)
        if pre and (version >= 0x030B0000 and flags >> 4 & 1 or version >= 0x030C0000 and flags >> 3 & 1):
            pre += 16
        start = address - pre
        block = pools.get(start - start % size)
        if block and heap.size[one] < 512 and (start % size - 48) % block:
            odd += 1
    if odd:
        report.warning(19, '%d objects do not start on a block boundary' % odd)


def _check_privacy(report, heap):
    mode = heap.meta['privacy']['mode']
    forms = Counter(form & 15 for form, _ in heap.previews.values())
    bad = sum(count for form, count in forms.items() if form not in KNOWN_FORMS.get(mode, ()))
    if bad:
        report.error(20, '%d previews of a form that mode %s forbids' % (bad, mode))
    home = os.path.expanduser('~')
    files = {heap.strings[row['file']] for row in heap.types} | {heap.strings[row[3]] for row in heap.frames}
    if mode == 'shape' and len(home) > 1 and any(file.startswith(home + '/') for file in files):
        report.error(20, 'a file name starts with the home folder')


def main(arguments):
    as_json = '--json' in arguments
    files = [argument for argument in arguments if argument != '--json']
    if not files:
        print('usage: validate.py [--json] FILE...', file=sys.stderr)
        return 2
    failed = False
    for file in files:
        report = validate(file)
        failed = failed or bool(report['errors'])
        if as_json:
            print(json.dumps({'file': file, **report}))
            continue
        for severity in ('errors', 'warnings'):
            for line in report[severity]:
                print('%s: %s %s' % (file, severity[:-1], line))
        print('%s: %d errors, %d warnings, %s' % (file, len(report['errors']), len(report['warnings']),
                                                  ', '.join('%d %s' % (count, name) for name, count in report['counts'].items())))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
