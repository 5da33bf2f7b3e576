"""Settings are a dict subclass whose sections, dicts too, look up missing keys in the whole: dict -> dict -> dict."""
import weakref

loaded = {}
watched = []


class Settings(dict):
    def section(self, name):
        self[name] = Section(self)
        return self[name]


class Section(dict):
    def __init__(self, settings):
        super().__init__()
        self.settings = settings

    def __missing__(self, key):
        return self.settings[key]


def load(tenant):
    settings = Settings(timeout=30)
    settings.section('database')['host'] = 'localhost'
    loaded[tenant] = settings
    watched.append(weakref.ref(settings))


def build():
    load('tenant-1')


def subject():
    return watched[0]
