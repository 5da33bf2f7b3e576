"""Targets that must be refused, and writes that must fail cleanly. Usage: files.py FOLDER"""
import json
import os
import resource
import stat
import sys

import ouroboros_capture

folder = sys.argv[1]
keep = [[number] for number in range(50000)]


def attempt(name, **options):
    try:
        ouroboros_capture.dump(os.path.join(folder, name), **options)
        return 'written'
    except ouroboros_capture.CaptureError as error:
        return error.code
    except OSError as error:
        return 'OSError %d' % error.errno


result = {'first': attempt('first.ouro'), 'again': attempt('first.ouro')}
result['mode'] = stat.S_IMODE(os.stat(os.path.join(folder, 'first.ouro')).st_mode)
result['size'] = os.path.getsize(os.path.join(folder, 'first.ouro'))
os.symlink(os.path.join(folder, 'nowhere'), os.path.join(folder, 'dangling.ouro'))
result['symlink'] = attempt('dangling.ouro')
result['no folder'] = attempt('missing/x.ouro')
result['bad privacy'] = attempt('bad.ouro', privacy='everything')
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (300000, hard))
result['too large'] = attempt('large.ouro')
result['partial'] = attempt('partial.ouro', keep_partial=True)
result['fork too large'] = attempt('forked.ouro', fork=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
result['after'] = attempt('after.ouro')
result['names'] = sorted(os.listdir(folder))
print(json.dumps(result))
