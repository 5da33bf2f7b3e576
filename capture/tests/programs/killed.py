"""Dumps slowly until it is killed. Usage: killed.py FOLDER"""
import os
import sys
import time

import ouroboros_capture

keep = [[number] for number in range(100000)]
plain = ouroboros_capture.Writer.flush


def slow(self):
    plain(self)
    print('flushed')
    sys.stdout.flush()
    time.sleep(0.3)


ouroboros_capture.Writer.flush = slow
ouroboros_capture.Writer.BUFFER = 1 << 18
ouroboros_capture.dump(os.path.join(sys.argv[1], 'killed.ouro'))
