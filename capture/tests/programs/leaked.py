"""Three of five objects keep a reference nobody owns. Usage: leaked.py FOLDER [no-ctypes]"""
import json
import os
import sys

import ctypes

leak = ctypes.pythonapi.Py_IncRef
leak.argtypes = (ctypes.py_object,)


class Buffer:
    pass


buffers = [Buffer() for _ in range(5)]
for buffer in buffers[:3]:
    leak(buffer)
del buffer
if 'no-ctypes' in sys.argv:
    for name in [name for name in sys.modules if 'ctypes' in name]:
        sys.modules[name] = None
import ouroboros_capture  # noqa: E402
ouroboros_capture.dump(os.path.join(sys.argv[1], 'leaked.ouro'))
print(json.dumps([id(buffer) for buffer in buffers]))
