"""gc.freeze() before the dump. Usage: frozen.py FOLDER"""
import gc
import json
import os
import sys

import ouroboros_capture


class Frozen:
    def __init__(self):
        self.held = []


class Later:
    pass


keep = [Frozen() for _ in range(100)]
loop = Frozen()
loop.held.append(loop)
lost = id(loop)
gc.disable()
del loop
gc.freeze()
later = [Later() for _ in range(10)]
path = os.path.join(sys.argv[1], 'frozen.ouro')
count = gc.get_freeze_count()
ouroboros_capture.dump(path)
memory = ouroboros_capture._permanent_generation
ouroboros_capture._permanent_generation = lambda *arguments: []
ouroboros_capture.dump(os.path.join(sys.argv[1], 'bitmap.ouro'))
ouroboros_capture._permanent_generation = memory
print(json.dumps({'count': count, 'kept': [id(one) for one in keep], 'lost': lost, 'after': gc.get_freeze_count()}))
