"""A button makes its click handler as a closure over self.

The table of shortcuts keeps the handler, so it keeps the button of a window that was closed long ago.
"""
import weakref

shortcuts = {}
watched = []


class Button:
    def __init__(self, text):
        self.text = text
        self.clicks = 0

        def on_click():
            self.clicks += 1

        self.on_click = on_click

    def bind(self, key):
        shortcuts[key] = self.on_click


def open_window():
    button = Button('Save')
    button.bind('ctrl-s')
    button.on_click()
    watched.append(weakref.ref(button))


def build():
    open_window()


def subject():
    return watched[0]
