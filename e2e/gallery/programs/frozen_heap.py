"""A server loads its pages, calls gc.freeze() before it forks, and goes on filling a list that is now frozen.

The collector never looks at the list again, so for it everything in the list is held from outside.
"""
import gc
import weakref

pages = []
watched = []


class Page:
    def __init__(self, path):
        self.path = path
        self.renderer = Renderer(self)


class Renderer:
    def __init__(self, page):
        self.page = page
        self.text = 'page %s' % page.path


def show(path):
    page = Page(path)
    pages.append(page)
    watched.append(weakref.ref(page))


def build():
    gc.collect()
    gc.freeze()
    show('/news/today')


def subject():
    return watched[0]
