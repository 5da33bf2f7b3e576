"""A form class is made anew for every request, and the metaclass keeps all classes in a registry.

The class of the third request has the request itself as an attribute.
"""
import weakref

watched = []


class Registered(type):
    forms = {}

    def __init__(cls, name, bases, space):
        super().__init__(name, bases, space)
        if bases:
            Registered.forms['f%d' % (len(Registered.forms) + 1)] = cls


class Base(metaclass=Registered):
    fields = ()


class Request:
    def __init__(self, user):
        self.user = user
        self.body = bytearray(50000)


def form_for(request):
    class Form(Base):
        fields = ('name', 'street')
        asked_by = request

    return len(Form.fields)


def handle(user):
    request = Request(user)
    watched.append(weakref.ref(request))
    form_for(request)


def build():
    form_for(None)
    form_for(None)
    handle('anna')


def subject():
    return watched[0]
