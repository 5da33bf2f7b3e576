"""Runs the acceptance checks in every Python interpreter there is: those of pyenv from 3.8, else this one.

    python3 tests/run.py [VERSION ...]      for example: run.py 3.11 3.13

Two interpreters at a time. Ends with a line `N passed, N failed, N skipped`; exit status 1 when a check failed.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))


def interpreters(wanted):
    root = os.environ.get('PYENV_ROOT') or os.path.expanduser('~/.pyenv')
    found = {}
    for path in glob.glob(os.path.join(root, 'versions', '3.*', 'bin', 'python')):
        version = path.split(os.sep)[-3]
        numbers = re.match(r'3\.(\d+)', version)
        if numbers and int(numbers.group(1)) >= 8:
            found[version] = path
    found = {version: path for version, path in found.items()
             if not wanted or any(version == text or version.startswith(text + '.') for text in wanted)}
    if not found:
        return [('.'.join(map(str, sys.version_info[:3])), sys.executable)]
    return sorted(found.items(), key=lambda item: [int(part) for part in re.findall(r'\d+', item[0])])


def run(interpreter):
    version, path = interpreter
    start = time.time()
    # an empty folder for the byte code, so that the tree stays clean
    with tempfile.TemporaryDirectory() as cache:
        finished = subprocess.run([path, os.path.join(HERE, 'suite.py')], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, env={**os.environ, 'PYTHONPYCACHEPREFIX': cache})
    text = finished.stdout.decode('utf-8', 'replace')
    outcomes = re.findall(r'^test_(\w+) .*?\.\.\. .*?(ok|FAIL|ERROR|skipped.*)$', text, re.M | re.S)
    total = int((re.findall(r'^Ran (\d+) tests?', text, re.M) or ['0'])[-1])
    counts = {name: int(number) for name, number in re.findall(r'(failures|errors|skipped)=(\d+)', text)}
    failed = counts.get('failures', 0) + counts.get('errors', 0)
    if finished.returncode and not failed:
        failed = 1
    skipped = counts.get('skipped', 0)
    passed = max(total - failed - skipped, 0)
    print('%-8s %3d passed %3d failed %3d skipped   %.0f s' % (version, passed, failed, skipped, time.time() - start))
    for name, outcome in outcomes:
        if outcome.startswith('skipped'):
            print('         %s: %s' % (name.replace('_', ' '), outcome))
    if failed:
        print(text[-6000:])
    sys.stdout.flush()
    return passed, failed, skipped


def main():
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, interpreters(sys.argv[1:])))
    passed, failed, skipped = map(sum, zip(*results))
    print('%d passed, %d failed, %d skipped' % (passed, failed, skipped))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
