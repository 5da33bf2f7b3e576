"""A report caches its total with functools.lru_cache. The cache belongs to the class and its keys are instances.

Every report that was ever asked for its total stays until 128 others have been asked.
"""
import functools
import weakref

printed = []
watched = []


class Report:
    def __init__(self, rows):
        self.rows = rows

    @functools.lru_cache(maxsize=128)
    def total(self, currency):
        return '%d %s' % (sum(self.rows), currency)


def show(report):
    printed.append(report.total('EUR'))
    watched.append(weakref.ref(report))


def build():
    show(Report(list(range(2000))))


def subject():
    return watched[0]
