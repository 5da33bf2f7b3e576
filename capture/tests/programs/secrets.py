"""Secrets in every place a value can be. Usage: secrets.py FOLDER SEED; prints the secrets, as hex."""
import base64
import json
import os
import random
import sys

import ouroboros_capture

random.seed(int(sys.argv[2]))
ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'


def text():
    return ''.join(random.choice(ALPHABET) for _ in range(24))


class Account:
    pass


class Card:
    __slots__ = ('number',)


secrets, keep = [], []


def plant(kind):
    secret = text()
    if kind == 'str':
        keep.append(secret)
    elif kind == 'bytes':
        secret = secret.encode()
        keep.append(secret)
    elif kind == 'bytearray':
        keep.append(bytearray(secret.encode()))
    elif kind == 'dict key':
        keep.append({secret: 1})
    elif kind == 'dict value':
        keep.append({'password': secret})
    elif kind == 'attribute':
        account = Account()
        account.password = secret
        keep.append(account)
    elif kind == 'slot':
        card = Card()
        card.number = secret
        keep.append(card)
    elif kind == 'int':
        secret = random.randrange(10 ** 17, 10 ** 18)
        keep.append(secret)
    elif kind == 'float':
        secret = random.randrange(10 ** 12, 10 ** 13) / 997.0
        keep.append(secret)
    elif kind == 'default':
        def function(argument=secret):
            return argument
        keep.append(function)
    elif kind == 'exception':
        keep.append(ValueError(secret))
    else:
        keep.append((secret, [{secret}]))
    secrets.append(secret)


KINDS = ('str', 'bytes', 'bytearray', 'dict key', 'dict value', 'attribute', 'slot', 'int', 'float', 'default', 'exception',
         'nested')
for number in range(200):
    plant(KINDS[number % len(KINDS)])
os.environ['DATABASE_PASSWORD'] = 'environment-' + text()
environment = os.environ['DATABASE_PASSWORD']
ouroboros_capture.dump(os.path.join(sys.argv[1], 'shape.ouro'))
ouroboros_capture.dump(os.path.join(sys.argv[1], 'text.ouro'), 'text', compress=True)


def forms(secret):
    """The ways a secret could be in a file."""
    raw = secret if type(secret) is bytes else str(secret).encode()
    found = [raw, raw.decode().encode('utf-16-le'), base64.b64encode(raw)[:-4], raw.hex().encode()]
    if type(secret) is int:
        found.append(secret.to_bytes(8, 'little'))
    return [form.hex() for form in found]


print(json.dumps({'secrets': [forms(secret) for secret in secrets], 'environment': forms(environment),
                  'visible': forms(secrets[0])}))
