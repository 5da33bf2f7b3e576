"""Peak memory of a dump. Usage: big.py FOLDER"""
import json
import os
import sys

import ouroboros_capture

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import bench_capture  # noqa: E402

keep = bench_capture.build(300000)
giant = [float(number) for number in range(400000)]
wide = {number: str(number) for number in range(200000)}
before = bench_capture.memory('VmRSS')
answer = ouroboros_capture.dump(os.path.join(sys.argv[1], 'big.ouro'))
answer['extra_kib'] = bench_capture.memory('VmHWM') - before
answer['giant'] = id(giant)
print(json.dumps(answer))
