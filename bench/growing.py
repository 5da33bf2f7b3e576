"""The program of `program.py` dumped twice, grown and churned in between: python bench/growing.py N FIRST.ouro SECOND.ouro"""
import gc
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'capture'))
import ouroboros_capture  # noqa: E402
from program import Row, Session, build  # noqa: E402


def main():
    objects, first, second = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    rows, sessions = build(objects)
    ouroboros_capture.dump(first)
    names = list(sessions)
    for number in range(0, len(names), 20):
        del sessions[names[number]]
        for row in rows[number * 10:number * 10 + 11]:
            if isinstance(row, Row):
                row.owner = None
        sessions['again-%d' % number] = Session(number)
    for number in range(len(rows) // 50):
        rows.append(Row(number, (number + 1000, number + 2000, 'kind'), None, number, rows[-1]))
    gc.collect()
    ouroboros_capture.dump(second)


if __name__ == '__main__':
    main()
