"""An editor registers functools.partial(document.save, path) to run at the end. Closing does not take it back."""
import functools
import weakref

at_end = []
watched = []


class Document:
    def __init__(self, path):
        self.path = path
        self.lines = ['line %d' % number for number in range(500)]
        self.autosave = functools.partial(self.save, path)
        at_end.append(self.autosave)

    def save(self, path):
        return len(self.lines), path

    def close(self):
        self.autosave()  # forgotten: at_end.remove(self.autosave)


def edit(path):
    document = Document(path)
    document.close()
    watched.append(weakref.ref(document))


def build():
    edit('letter.txt')


def subject():
    return watched[0]
