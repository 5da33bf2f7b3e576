"""As many pools as asked for, every seventh object dropped; dumps itself. Usage: poolsProgram.py CAPTURE POOLS TARGET"""
import sys

sys.path.insert(0, sys.argv[1])
import ouroboros_capture  # noqa: E402

# A pool is a page of 4 KiB before 3.10, 16 KiB after: 42 of the small tuples fill one, 42 of the large ones.
items = (None,) * (5 if sys.version_info < (3, 10) else 40)
keep = [tuple([*items]) for _ in range(int(sys.argv[2]) * 42)]
keep[::7] = [None] * len(keep[::7])
ouroboros_capture.dump(sys.argv[3])
