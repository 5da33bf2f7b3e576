"""Each request adds a log handler to the shop's logger and never removes it. The handler holds the request."""
import logging
import weakref

log = logging.getLogger('shop')
watched = []


class Request:
    def __init__(self, path):
        self.path = path
        self.lines = []
        self.handler = RequestHandler(self)


class RequestHandler(logging.Handler):
    def __init__(self, request):
        super().__init__(logging.INFO)
        self.request = request

    def emit(self, record):
        self.request.lines.append(record.getMessage())


def handle(path):
    request = Request(path)
    log.addHandler(request.handler)
    log.info('begin %s', path)
    log.info('end %s', path)
    watched.append(weakref.ref(request))  # forgotten: log.removeHandler(request.handler)


def build():
    log.setLevel(logging.INFO)
    log.propagate = False
    handle('/cart')


def subject():
    return watched[0]
