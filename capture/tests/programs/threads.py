"""Eight threads change containers while the main thread dumps. Usage: threads.py FOLDER ROUNDS fork|inprocess"""
import gc
import json
import os
import sys
import threading
import time

import ouroboros_capture

stop = False
shared = {'list': [], 'dict': {}, 'set': set()}


class Thing:
    def __init__(self, number):
        self.number = number
        self.other = [number]


def mutate(number):
    things = []
    step = 0
    while not stop:
        for _ in range(20):
            step += 1
            things.append(Thing(step))
            shared['list'].append((step, [step]))
            shared['dict']['%d-%d' % (number, step % 500)] = things[-1]
            shared['set'].add(step % 300)
            if len(things) > 200:
                del things[:100]
            if len(shared['list']) > 2000:
                del shared['list'][:1000]
            shared['dict'].pop('%d-%d' % (number, (step * 7) % 500), None)
            shared['set'].discard((step * 3) % 300)
            things[0].__dict__['extra'] = step
        time.sleep(0.002)


threads = [threading.Thread(target=mutate, args=(number,), daemon=True) for number in range(8)]
for thread in threads:
    thread.start()
folder, rounds, fork = sys.argv[1], int(sys.argv[2]), sys.argv[3] == 'fork'
released = 0
interval = sys.getswitchinterval()
for number in range(rounds):
    path = os.path.join(folder, 'threads-%d.ouro' % (number % 3))
    if os.path.exists(path):
        os.unlink(path)
    ouroboros_capture.dump(path, fork=fork)
stop = True
for thread in threads:
    thread.join()
print(json.dumps({'rounds': rounds, 'interval': interval == sys.getswitchinterval(), 'enabled': gc.isenabled()}))
