"""Proves the answers of the gallery on the running interpreter, without any dump."""
import gc
import json
import os
import subprocess
import sys
import types

from run import HERE, answer_of, play

FACTS = 'import json, os, selfcheck; print(json.dumps(selfcheck.facts(%r)), flush=True); os._exit(0)'


def check(names):
    failed = 0
    for name in names:
        problems = problems_of(name)
        failed += bool(problems)
        print('%s %s' % ('FAILED' if problems else 'ok    ', name))
        for problem in problems:
            print('       ' + problem)
    print('%d of %d programs as expected, CPython %s' % (len(names) - failed, len(names), sys.version.split()[0]))
    return 1 if failed else 0


def problems_of(name):
    answer = answer_of(name)
    # Reading what holds the subject is legal Python and frees nothing.
    problems = trial(name, ['pass'], True, True) + trial(name, readable(answer), True, True)
    for place, cut in enumerate(answer['cut']):
        by_collector = answer['freedBy'] == 'collector' and answer['verdict'] != 'garbage'
        problems += trial(name, cut, by_collector if place == 0 else None, False)
    return problems or shape_problems(answer, json.loads(python('-c', FACTS % name)))


def trial(name, statements, at_once, after):
    """`at_once` and `after`: is the subject alive right after the statements, and at the end (None: either)."""
    result = json.loads(python(os.path.join(HERE, 'run.py'), name, '--apply', text='\n'.join(statements)))
    expected = {'aliveBefore': True, 'aliveAfter': after, 'error': None}
    if at_once is not None:
        expected['aliveAtOnce'] = at_once
    return ['%s after %s: %r' % (key, '; '.join(statements), result[key])
            for key in sorted(expected) if result[key] is not expected[key]]


def shape_problems(answer, facts):
    problems = []
    if facts['type'] != answer['subject']['type']:
        problems.append('the subject is a ' + facts['type'])
    wanted = set(answer['cycle']['types']) if answer['cycle'] else set()
    if not any(wanted <= set(types_found) for types_found in facts['cycles']):
        problems.append('no cycle with %s, only %s' % (sorted(wanted), facts['cycles']))
    if answer['finalizers'] is not None and answer['finalizers'] != facts['finalizers']:
        problems.append('%d finalizers' % facts['finalizers'])
    return problems


def python(*arguments, text=''):
    """What a fresh interpreter prints; its complaints about tasks and threads that never end are not ours."""
    return subprocess.run([sys.executable] + list(arguments), input=text, stdout=subprocess.PIPE, check=True,
                          stderr=subprocess.DEVNULL, universal_newlines=True, cwd=HERE, timeout=60).stdout


def facts(name):
    """The subject's type, the finalizers of its cycle, and as types the cycles of the subject and of what holds it."""
    found = {}

    def moment():
        gc.disable()
        subject = sys.modules[name].subject()()
        holders = [eval(one, dict(sys.modules)) for one in readable(answer_of(name))]
        cycles = [cycle_of(one) for one in [subject] + holders]
        found['type'] = qualified(type(subject))
        found['cycles'] = [sorted({qualified(type(one)) for one in cycle}) for cycle in cycles]
        found['finalizers'] = sum(hasattr(type(one), '__del__') for one in cycles[0])

    play(name, moment)
    return found


def readable(answer):
    return [one for one in answer['heldBy'] if not one.startswith('<')]


def cycle_of(start):
    """All that `start` reaches and that reaches `start`, on ways that keep out of modules, types and running frames."""
    kept_out = {id(vars(module)) for module in list(sys.modules.values()) if isinstance(module, types.ModuleType)}
    frame = sys._getframe()
    while frame:
        kept_out.add(id(frame))
        frame = frame.f_back
    known, frontier, referrers = {id(start)}, [start], {}
    while frontier:
        one = frontier.pop()
        for other in gc.get_referents(one):
            if id(other) in kept_out or isinstance(other, (type, types.ModuleType)):
                continue
            referrers.setdefault(id(other), []).append(one)
            if id(other) not in known:
                known.add(id(other))
                frontier.append(other)
    members, frontier = {}, [start]
    while frontier:
        for one in referrers.get(id(frontier.pop()), ()):
            if id(one) not in members:
                members[id(one)] = one
                frontier.append(one)
    return list(members.values())


def qualified(kind):
    return kind.__qualname__ if kind.__module__ == 'builtins' else '%s.%s' % (kind.__module__, kind.__qualname__)
