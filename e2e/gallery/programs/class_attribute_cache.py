"""A class keeps all its instances by key in a class attribute, to find them again. Nothing ever leaves."""
import weakref

watched = []


class Customer:
    by_key = {}

    def __init__(self, key):
        self.key = key
        self.orders = []
        self.by_key[key] = self

    @classmethod
    def find(cls, key):
        return cls.by_key.get(key) or cls(key)

    def buy(self, article):
        self.orders.append(article)


def serve(key):
    customer = Customer.find(key)
    customer.buy('book')
    watched.append(weakref.ref(customer))


def build():
    serve('c7')


def subject():
    return watched[0]
