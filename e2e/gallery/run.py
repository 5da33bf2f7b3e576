"""Runs one program of the gallery.

run.py NAME OUT.ouro             builds the leak and dumps the process
run.py NAME OUT.ouro --fixed     the same program with its leak mended: the first cut of its answer is made first
run.py NAME --apply [FILE]       builds the leak, runs the statements of FILE (stdin) and says whether the subject died
run.py --self-check [NAME...]    the expected cut of every program kills its subject, and nothing else does
"""
import gc
import importlib
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, 'programs'), os.path.join(HERE, os.pardir, os.pardir, 'capture')]


def names():
    files = os.listdir(os.path.join(HERE, 'programs'))
    return sorted(name[:-3] for name in files if name.endswith('.py'))


def answer_of(name):
    with open(os.path.join(HERE, 'answers', name + '.json'), encoding='utf-8') as stream:
        return json.load(stream)


def play(name, moment):
    """Builds the leak and calls `moment` when it should be looked at; the program may run on for a little."""
    # No local names the program: a path to the subject begins at its module and not at this frame.
    importlib.import_module(name).build()
    getattr(sys.modules[name], 'capture', call)(moment)


def call(moment):
    moment()


def write_dump(name, path):
    import ouroboros_capture
    play(name, lambda: ouroboros_capture.dump(path, privacy='text'))


def write_fixed(name, path):
    import ouroboros_capture

    def moment():
        error = execute('\n'.join(answer_of(name)['cut'][0]))
        gc.collect()
        assert error is None, error
        ouroboros_capture.dump(path, privacy='text')
    play(name, moment)


class Trial:
    """Statements applied to a program, and its subject before and after."""

    def __init__(self, name, statements):
        answer = answer_of(name)
        self.name = name
        self.statements = statements
        # Nobody collects where the leak is that nobody collects.
        self.collects = answer['verdict'] != 'garbage'
        self.result = {}

    def run(self):
        play(self.name, self.moment)
        if self.collects:
            gc.collect()
        self.result['aliveAfter'] = self.subject() is not None
        return self.result

    def moment(self):
        self.subject = sys.modules[self.name].subject()
        if self.collects:
            gc.collect()
        gc.disable()  # what dies now dies by its count
        self.result['aliveBefore'] = self.subject() is not None
        self.result['error'] = execute(self.statements)
        self.result['aliveAtOnce'] = self.subject() is not None


def execute(statements):
    """Runs source text in which every top-level module is reachable by its name; the text of the error, or None."""
    scope = {name: module for name, module in sys.modules.items() if '.' not in name}
    try:
        exec(compile(statements, '<statements>', 'exec'), scope)
        return None
    except Exception as error:
        return '%s: %s' % (type(error).__name__, error)
    finally:
        scope.clear()


def main(arguments):
    if arguments[:1] == ['--self-check']:
        from selfcheck import check
        return check(arguments[1:] or names())
    if len(arguments) < 2 or arguments[0] not in names():
        sys.stderr.write(__doc__)
        return 2
    if arguments[1] == '--apply':
        with open(arguments[2] if len(arguments) > 2 else 0, encoding='utf-8') as stream:
            statements = stream.read()
        print(json.dumps(Trial(arguments[0], statements).run()))
    elif arguments[2:] == ['--fixed']:
        write_fixed(arguments[0], arguments[1])
    else:
        write_dump(arguments[0], arguments[1])
    return 0


if __name__ == '__main__':
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # threads that never end, tasks still pending: none of it matters to the result
