"""Waits to be attached to or signalled. Usage: sleeper.py READY [signal DIRECTORY]"""
import os
import sys
import threading
import time


class Waiting:
    pass


keep = [Waiting() for _ in range(500)]
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
if len(sys.argv) > 2:
    import signal
    import ouroboros_capture
    ouroboros_capture.install(signal.SIGUSR2, sys.argv[3])
with open(sys.argv[1] + '.part', 'w') as stream:
    stream.write(str(os.getpid()))
os.rename(sys.argv[1] + '.part', sys.argv[1])
for _ in range(3000):
    time.sleep(0.02)
