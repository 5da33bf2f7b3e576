"""The acceptance checks of one interpreter, run by run.py in each of them.

Each check starts a program of tests/programs in a process of its own and looks at the dump with reader.py and
validate.py, which know the format and nothing of the dumper.
"""
import glob
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CAPTURE = os.path.dirname(HERE)
sys.path.insert(0, CAPTURE)

from reader import EXPLICIT, Heap, chunks_of, header_of  # noqa: E402
from validate import validate  # noqa: E402

DUMPER = os.path.join(CAPTURE, 'ouroboros_capture.py')
PY = sys.version_info[:2]


def environment(**more):
    found = {name: value for name, value in os.environ.items() if name not in ('PYTHONHASHSEED', 'PYTHONMALLOC')}
    found['PYTHONPATH'] = CAPTURE
    found.update(more)
    return found


class Check(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='ouro-test-')
        self.addCleanup(shutil.rmtree, self.folder, True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def program(self, name, *arguments, **more):
        """The last line a program prints, as JSON."""
        finished = subprocess.run([sys.executable, os.path.join(HERE, 'programs', name + '.py'), *map(str, arguments)],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**more), timeout=240)
        self.assertEqual(finished.returncode, 0, finished.stderr.decode()[-2000:])
        return json.loads(finished.stdout.decode().strip().splitlines()[-1])

    def command(self, *arguments):
        """(exit status, standard output, standard error) of the command line."""
        finished = subprocess.run([sys.executable, DUMPER, *map(str, arguments)], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, env=environment(), timeout=240, cwd=self.folder)
        return finished.returncode, finished.stdout.decode(), finished.stderr.decode()

    def assertValid(self, path, warnings=()):
        report = validate(path)
        self.assertEqual(report['errors'], [])
        left = [text for text in report['warnings'] if not text.startswith(tuple(warnings) or '~')]
        self.assertEqual(left, [])
        return report


class Workload(Check):
    """Counts, labels, audit, replay, previews of a program whose contents are known."""

    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.mkdtemp(prefix='ouro-test-')
        cls.file, truth = os.path.join(cls.place, 'w.ouro'), os.path.join(cls.place, 'truth')
        subprocess.run([sys.executable, os.path.join(HERE, 'programs', 'workload.py'), cls.file, truth], check=True,
                       env=environment(), stdout=subprocess.DEVNULL)
        with open(truth) as source:
            cls.truth = json.load(source)
        cls.heap = Heap(cls.file)
        cls.residuals = cls.heap.residuals()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.place, True)

    def ordinals(self, name):
        return [one for one in range(len(self.heap.address)) if self.heap.type_name(one) == name]

    def test_is_valid_without_a_warning(self):
        self.assertValid(self.file)

    def test_has_every_instance(self):
        for name in ('Node', 'Session', 'Ring', 'Slotted', 'Sparse', 'Finalized'):
            self.assertEqual(len(self.ordinals('__main__.' + name)), self.truth[name], name)

    def test_explains_every_count_of_a_user_instance(self):
        for name in ('Node', 'Session', 'Ring', 'Slotted', 'Sparse', 'Finalized'):
            self.assertEqual({self.residuals[one] for one in self.ordinals('__main__.' + name)}, {0}, name)

    def test_has_no_negative_residual(self):
        self.assertEqual([self.heap.type_name(one) for one, left in enumerate(self.residuals) if left is not None and left < 0], [])

    def test_explains_nearly_all_counts(self):
        """The strings C code and the interned table hold are half of what is left before 3.12, where they are immortal."""
        expected = {(3, 8): 92, (3, 9): 92, (3, 10): 93, (3, 11): 95, (3, 12): 98, (3, 13): 98}
        mortal = [left for one, left in enumerate(self.residuals) if left is not None and not self.heap.flags[one] & 8]
        self.assertGreaterEqual(100 * mortal.count(0) / len(mortal), expected.get(PY, 98.0))

    def test_names_95_percent_of_explicit_references(self):
        own = {one for one in range(len(self.heap.address)) if self.heap.flags[one] & 8}
        named = total = 0
        for one in range(len(self.heap.address)):
            if self.heap.types[self.heap.type[one]]['layout'] == EXPLICIT and one not in own:
                start, end = self.heap.first_explicit[one], self.heap.first_explicit[one + 1]
                total += end - start
                named += sum(1 for kind in self.heap.kind[start:end] if kind & 63)
        self.assertGreaterEqual(named, 0.95 * total)

    def test_names_attributes_of_sparse_instances(self):
        heap = self.heap
        for number, address in enumerate(self.truth['sparse']):
            rows = heap.references(heap.ordinal[address])
            if PY >= (3, 11):
                found = [heap.strings[label] for _, kind, label in rows if kind == 5]
            else:
                inner = [heap.ordinal[target] for target, kind, _ in rows if kind == 7]
                found = [heap.previews[heap.ordinal[target]][1] for one in inner
                         for target, kind, _ in heap.references(one) if kind == 2]
            self.assertEqual(sorted(found), ['attribute%d' % place for place in range(6) if number >> place & 1])

    def test_finds_the_planted_garbage(self):
        unreachable = [self.heap.type_name(one) for one in self.heap.unreachable()]
        self.assertEqual(unreachable.count('__main__.Ring'), self.truth['garbage']['Ring'])
        self.assertEqual(unreachable.count('__main__.Finalized'), self.truth['garbage']['Finalized'])
        self.assertEqual(self.heap.negative, 0)

    def test_shows_names_but_no_values(self):
        heap = self.heap
        self.assertTrue({form & 15 for form, _ in heap.previews.values()} <= {3, 4})
        names = {text for form, text in heap.previews.values() if form == 3}
        self.assertTrue({'sessions', 'forest', 'Node', 'on_close', 'sid'} <= names)
        self.assertFalse(any(text.startswith('session-') for _, text in heap.previews.values()))

    def test_has_threads_frames_locals_and_generators(self):
        heap = self.heap
        self.assertIn(self.truth['thread'], {heap.strings[row[2]] for row in heap.threads})
        functions = {heap.strings[row[2]] for row in heap.frames}
        self.assertTrue({'worker', 'suspended'} <= functions)
        self.assertIn('only_on_this_stack', {heap.strings[row[1]] for row in heap.roots if row[4] == 3})
        self.assertIn(self.truth['local'][0], heap.ordinal)
        rows = heap.references(heap.ordinal[self.truth['generator']])
        if PY >= (3, 11):
            self.assertTrue({'rows', 'row'} <= {heap.strings[label] for _, kind, label in rows if kind == 15})

    def test_follows_a_weak_reference_weakly(self):
        rows = self.heap.references(self.heap.ordinal[self.truth['weak']])
        self.assertIn((self.truth['weak_referent'], 23, 0), rows)

    def test_records_pools_like_the_allocator(self):
        import re
        total = sum(int(pools.replace(',', '')) for pools in re.findall(
            r'^ *\d+ +\d+ +(\d+) +\d+ +\d+ *$', self.heap.texts['debugmallocstats'], re.M))
        self.assertGreater(len(self.heap.pools), 0.9 * total)
        self.assertLessEqual(len(self.heap.pools), 1.02 * total + 4)

    def test_stays_below_75_bytes_an_object(self):
        self.assertLess(os.path.getsize(self.file) / len(self.heap.address), 80)


class Options(Check):
    def test_compressed_text_forked_and_fixed_hash_seed(self):
        for number, (options, more) in enumerate([
                (['compress=true'], {}), (['privacy="text"', 'gc_first=true'], {}), (['fork=true', 'compress=true'], {}),
                ([], {'PYTHONHASHSEED': '3'}), ([], {'PYTHONMALLOC': 'malloc'}), ([], {'PYTHONMALLOC': 'debug'}),
                (['pools=false'], {})]):
            with self.subTest(options=options, **more):
                path = self.path('%d.ouro' % number)
                self.program('workload', path, self.path('truth'), *options, **more)
                self.assertValid(path)
                meta = Heap(path).meta
                self.assertEqual(meta['privacy']['tag'], 'blake2b' if 'PYTHONHASHSEED' in more else 'siphash')
                self.assertEqual(meta['capture']['mode'], 'fork' if 'fork=true' in options else 'inprocess')

    def test_without_ctypes_counts_are_still_exact(self):
        addresses = self.program('leaked', self.folder, 'no-ctypes')
        self.assertValid(self.path('leaked.ouro'), warnings=('21:', '17:'))
        heap = Heap(self.path('leaked.ouro'))
        self.assertNotIn('labels', heap.meta['capabilities'])
        residuals = heap.residuals()
        self.assertEqual([residuals[heap.ordinal[address]] for address in addresses], [1, 1, 1, 0, 0])


class Probes(Check):
    def test_nothing_is_read_beyond_the_probed_object(self):
        """What lies behind a frame or a generator may be no memory at all: reading there would kill the program."""
        found = self.program('probes')
        self.assertEqual(found['notes'], [])
        self.assertIn('frame', [what for what, _, _ in found['reads']])
        for what, read, size in found['reads']:
            self.assertLessEqual(read, size, what)
        self.assertEqual(found['edges'], [True, False, True, False, True, False, True])


class Traces(Check):
    def test_objects_say_where_they_were_allocated(self):
        for number, option in enumerate(['compress=false', 'fork=true', 'privacy="text"']):
            with self.subTest(option):
                path = self.path('traced%d.ouro' % number)
                truth = self.program('traced', path, option)
                self.assertValid(path)
                heap = Heap(path)
                self.assertIn('traces', heap.meta['capabilities'])
                self.assertEqual(truth['again'], 46)  # tracing goes on after the dump
                self.assertEqual([one for one in truth['before'] if heap.ordinal[one] in heap.traced], [])
                for index, address in enumerate(truth['rows']):
                    frames = heap.traces[heap.traced[heap.ordinal[address]]]
                    self.assertTrue(frames[0][0].endswith('traced.py'), frames)
                    # a comprehension is a frame of its own before 3.12
                    lines = [line for at, (_, line) in enumerate(frames) if (at == 0 or line != frames[at - 1][1])]
                    self.assertEqual(lines, [22, 26, 35] if index < 300 else [22, 35])
                for address in truth['texts']:
                    self.assertEqual(heap.traces[heap.traced[heap.ordinal[address]]][0][1], 30)
                for address in truth['others']:
                    self.assertEqual(heap.traces[heap.traced[heap.ordinal[address]]][0][1], 37)
                self.assertEqual(len(set(map(str, heap.traces))), len(heap.traces))

    def test_not_recorded_when_asked(self):
        path = self.path('untraced.ouro')
        self.program('traced', path, 'traces=false')
        self.assertValid(path)
        heap = Heap(path)
        self.assertEqual((heap.traces, heap.traced, 'traces' in heap.meta['capabilities']), ([], {}, False))


class Audit(Check):
    def test_a_leaked_reference_is_a_residual_of_one(self):
        addresses = self.program('leaked', self.folder)
        heap = Heap(self.path('leaked.ouro'))
        residuals = heap.residuals()
        self.assertEqual([residuals[heap.ordinal[address]] for address in addresses], [1, 1, 1, 0, 0])


class Replay(Check):
    def test_equals_the_collector_on_random_programs(self):
        """300 programs in 6 batches; the constant after removing the dumper's objects is 0. `dicts` is 0 except on 3.13:
        the materialised dicts that traverse does not report, see graphs.py."""
        for batch in self.program('graphs', self.folder, 20, 300):
            self.assertEqual(batch['negative'], 0)
            self.assertEqual(batch['only_real'], [])
            self.assertGreater(batch['real'], 500)
            if not batch['generators']:
                self.assertLessEqual(batch['replayed'] - batch['real'], batch['dicts'])
            self.assertLessEqual(batch['unexplained'], batch['dicts'])


class Unchanged(Check):
    def test_the_heap_is_as_before(self):
        *rounds, garbage = self.program('unchanged', self.folder)
        self.assertEqual(garbage, 0)
        for last in rounds:
            self.assertEqual(last['round'], 2, last)
            self.assertTrue(last['same'], last['different'])
            self.assertEqual(last['count'][0], last['count'][1])
            self.assertLessEqual(abs(last['objects']), 2)
            self.assertLessEqual(last['blocks'], 200)


class Hostile(Check):
    def test_no_method_of_the_program_is_called(self):
        self.assertEqual(self.program('hostile', self.folder), {})
        for name in ('shape', 'text', 'fork'):
            self.assertValid(self.path(name + '.ouro'))


class Frozen(Check):
    def test_frozen_objects_are_in_generation_3(self):
        truth = self.program('frozen', self.folder)
        self.assertValid(self.path('frozen.ouro'))
        heap = Heap(self.path('frozen.ouro'))
        self.assertEqual(sum(1 for generation in heap.generation if generation == 3), truth['count'])
        self.assertEqual(heap.meta['gc']['freeze_count'], truth['count'])
        for address in truth['kept'] + [truth['lost']]:
            self.assertEqual(heap.generation[heap.ordinal[address]], 3)

    def test_reachable_frozen_objects_are_found_without_the_list(self):
        truth = self.program('frozen', self.folder)
        self.assertValid(self.path('bitmap.ouro'), warnings=('13:', '17:', '21:'))
        heap = Heap(self.path('bitmap.ouro'))
        for address in truth['kept']:
            self.assertEqual(heap.generation[heap.ordinal[address]], 3)
        self.assertIn('frozen objects', heap.texts['dumper.log'])


class Privacy(Check):
    def everything(self, name):
        with open(self.path(name), 'rb') as source:
            content = source.read()
        _, offset, _ = header_of(content)
        return content + b''.join(bytes(chunk.payload) for chunk in chunks_of(content, offset))

    def test_200_secrets_are_in_no_shape_dump(self):
        planted = self.program('secrets', self.folder, 1)
        self.assertEqual(len(planted['secrets']), 200)
        content = self.everything('shape.ouro')
        for forms in planted['secrets'] + [planted['environment']]:
            for form in forms:
                self.assertFalse(bytes.fromhex(form) in content, bytes.fromhex(form))
        content = self.everything('text.ouro')
        self.assertTrue(bytes.fromhex(planted['visible'][0]) in content)
        self.assertFalse(bytes.fromhex(planted['environment'][0]) in content)


class Files(Check):
    def test_targets_are_never_replaced_and_failures_leave_nothing(self):
        result = self.program('files', self.folder)
        self.assertEqual(result['first'], 'written')
        self.assertEqual(result['mode'], 0o600)
        self.assertEqual((result['again'], result['symlink']), ('capture/exists', 'capture/exists'))
        self.assertEqual((result['no folder'], result['bad privacy']), ('capture/target', 'capture/usage'))
        self.assertEqual((result['too large'], result['partial']), ('OSError 27', 'OSError 27'))
        self.assertNotEqual(result['fork too large'], 'written')
        self.assertEqual(result['after'], 'written')
        partial = [name for name in result['names'] if name.startswith('partial.ouro.tmp-')]
        self.assertEqual(sorted(result['names']), sorted(['after.ouro', 'dangling.ouro', 'first.ouro'] + partial))
        self.assertEqual(len(partial), 1)
        heap = Heap(self.path(partial[0]))
        if heap.end is not None:
            self.assertEqual(heap.end[1]['status'], 'partial')
        self.assertFalse(os.path.lexists(self.path('nowhere')))

    def test_a_full_disk_leaves_nothing(self):
        place = self.path('small')
        os.mkdir(place)
        if os.getuid() or subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', place],
                                         stderr=subprocess.DEVNULL).returncode:
            self.skipTest('a small file system cannot be mounted here')
        try:
            program = ("import ouroboros_capture as c\nkeep = [[n] for n in range(60000)]\n"
                       "for force in (False, True):\n"
                       "    try: c.dump(%r, force=force)\n"
                       "    except c.CaptureError as error: print(error.code)\n"
                       "    except OSError as error: print(error.errno)\n" % os.path.join(place, 'x.ouro'))
            finished = subprocess.run([sys.executable, '-c', program], stdout=subprocess.PIPE, env=environment())
            self.assertEqual(finished.stdout.decode().split(), ['capture/space', '28'])
            self.assertEqual(os.listdir(place), [])
        finally:
            subprocess.run(['umount', place])

    def test_a_killed_dump_leaves_a_readable_temporary_file(self):
        child = subprocess.Popen([sys.executable, os.path.join(HERE, 'programs', 'killed.py'), self.folder],
                                 stdout=subprocess.PIPE, env=environment())
        for _ in range(4):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        names = os.listdir(self.folder)
        self.assertEqual(len(names), 1)
        self.assertTrue(names[0].startswith('killed.ouro.tmp-'))
        heap = Heap(self.path(names[0]))
        self.assertIsNone(heap.end)
        self.assertGreater(len(heap.address), 1000)


class Threads(Check):
    def test_dumps_while_eight_threads_mutate(self):
        rounds = int(os.environ.get('OUROBOROS_TEST_ROUNDS', '15'))
        result = self.program('threads', self.folder, rounds, 'inprocess')
        self.assertEqual(result, {'rounds': rounds, 'interval': True, 'enabled': True})
        for path in glob.glob(self.path('*.ouro')):
            self.assertEqual(validate(path)['errors'], [])

    def test_a_fork_is_consistent(self):
        self.program('threads', self.folder, 4, 'fork')
        for path in glob.glob(self.path('*.ouro')):
            report = validate(path)
            self.assertEqual(report['errors'], [])
            self.assertEqual(report['counts']['dangling'], 0)
            self.assertEqual(Heap(path).meta['capture']['mode'], 'fork')


class Triggers(Check):
    def sleeper(self, *arguments):
        child = subprocess.Popen([sys.executable, os.path.join(HERE, 'programs', 'sleeper.py'), self.path('ready'),
                                  *arguments], env=environment())
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        self.until(lambda: os.path.exists(self.path('ready')))
        return child

    def until(self, condition):
        for _ in range(1000):
            if condition():
                return
            time.sleep(0.02)
        self.fail('nothing happened in 20 s')

    def test_a_signal_writes_a_dump(self):
        child = self.sleeper('signal', self.folder)
        child.send_signal(signal.SIGUSR2)
        self.until(lambda: glob.glob(self.path('*.ouro')))
        found = glob.glob(self.path('*.ouro'))[0]
        self.assertValid(found)
        self.assertEqual(Heap(found).meta['capture']['trigger'], 'signal')
        self.assertIsNone(child.poll())

    def test_a_foreign_handler_is_not_replaced(self):
        program = ("import signal, ouroboros_capture as c\nsignal.signal(signal.SIGUSR2, lambda *a: None)\n"
                   "try: c.install(signal.SIGUSR2)\nexcept c.CaptureError as error: print(error.code)\n")
        found = subprocess.run([sys.executable, '-c', program], stdout=subprocess.PIPE, env=environment()).stdout
        self.assertEqual(found.decode().strip(), 'capture/handler')

    def test_a_script_runs_with_the_handler(self):
        script = self.path('script.py')
        with open(script, 'w') as stream:
            stream.write('import os, signal, sys\nassert sys.argv[1:] == ["a"]\nos.kill(os.getpid(), signal.SIGUSR1)\n'
                         'print("done")\n')
        status, output, error = self.command('--install-signal', 'SIGUSR1', '--dir', self.folder, '--text', script, 'a')
        self.assertEqual((status, output.strip()), (0, 'done'), error)
        self.assertEqual(len(glob.glob(self.path('*.ouro'))), 1)
        self.assertValid(glob.glob(self.path('*.ouro'))[0])

    def test_attaches_with_gdb(self):
        if shutil.which('gdb') is None:
            self.skipTest('gdb is not installed')
        child = self.sleeper()
        status, output, error = self.command('--json', '--pid', child.pid, '-o', self.path('a.ouro'))
        if '"attach/permission"' in output or '"attach/ptrace"' in output:
            self.skipTest('ptrace is not allowed here')
        self.assertEqual(status, 0, output + error)
        self.assertValid(self.path('a.ouro'))
        heap = Heap(self.path('a.ouro'))
        self.assertEqual(sum(1 for one in range(len(heap.address)) if heap.type_name(one) == '__main__.Waiting'), 500)
        self.assertEqual(heap.meta['capture']['trigger'], 'gdb')
        self.assertIsNone(child.poll())
        self.assertEqual(stat.S_IMODE(os.stat(self.path('a.ouro')).st_mode), 0o600)
        again = self.command('--json', '--pid', child.pid, '-o', self.path('a.ouro'))
        self.assertEqual((again[0], json.loads(again[1])['fault']['code']), (5, 'capture/exists'))

    def test_refusals_name_the_reason_and_the_other_ways(self):
        shell = subprocess.Popen(['sleep', '20'])
        self.addCleanup(shell.wait)
        self.addCleanup(shell.kill)
        for pid, code in ((shell.pid, 'attach/not-python'), (4194000, 'attach/no-process')):
            status, output, _ = self.command('--json', '--pid', pid, '-o', self.path('x.ouro'))
            fault = json.loads(output)['fault']
            self.assertEqual((status, fault['code']), (5, code))
            for way in ('dump()', 'install()', '--install-signal'):
                self.assertIn(way, fault['message'])
        for arguments in ((), ('--pid', 'x', '-o', 'y'), ('--what',), ('--install-signal', 'SIGNOTHING', 'x.py')):
            self.assertEqual(self.command('--json', *arguments)[0], 2)


class Memory(Check):
    def test_needs_little_memory(self):
        answer = self.program('big', self.folder)
        self.assertLess(answer['extra_kib'], 35 * 1024)
        self.assertLess(answer['bytes'] / answer['objects'], 75)
        path = self.path('big.ouro')
        with open(path, 'rb') as source:
            content = source.read()
        _, offset, _ = header_of(content)
        self.assertTrue(all(chunk.crc_good for chunk in chunks_of(content, offset)))


class Demo(Check):
    def test_the_demo_is_what_its_truth_says(self):
        path, truth_path = self.path('demo.ouro'), self.path('truth.json')
        self.assertEqual(self.command('--demo', path, '--truth', truth_path)[0], 0)
        self.assertValid(path)
        self.assertLess(os.path.getsize(path), 2 << 20)
        with open(truth_path) as source:
            truth = json.load(source)
        heap = Heap(path)
        names = [heap.type_name(one) for one in range(len(heap.address))]
        for name, count in truth['instances'].items():
            self.assertEqual(names.count(name), count, name)
        residuals = heap.residuals()
        for address, left in truth['leaked_references'].items():
            self.assertEqual(residuals[heap.ordinal[int(address, 16)]], left)
        unreachable = [names[one] for one in heap.unreachable()]
        for name in ('shop.models.Order', 'shop.models.Export', 'shop.models.OrderLine'):
            self.assertEqual(unreachable.count(name), truth['garbage'][name])
        self.assertEqual(len(unreachable), truth['garbage']['total'])
        blob = heap.ordinal[int(truth['blob']['address'], 16)]
        self.assertEqual(heap.size[blob], truth['blob']['size'])
        copies = [one for one in range(len(names)) if heap.previews.get(one) == (0, truth['duplicate_strings']['text'])]
        self.assertEqual(len(copies), truth['duplicate_strings']['copies'])
        self.assertEqual(len({heap.tags[one] for one in copies}), 1)


if __name__ == '__main__':
    unittest.main(verbosity=2)
