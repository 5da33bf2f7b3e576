import { expect, test } from 'vitest';
import { ownerNameOf } from './ownerGroups.ts';

test.each([
  ['numpy.core', '<prefix>/lib/python3.11/site-packages/numpy/core/__init__.py', 'distribution', 'numpy'],
  ['_cffi_backend', '/v/lib/python3/dist-packages/_cffi_backend.cpython-311.so', 'distribution', '_cffi_backend'],
  ['six', 'C:\\v\\Lib\\site-packages\\six.py', 'distribution', 'six'],
  ['json', '<prefix>/lib/python3.11/json/__init__.py', 'python', ''],
  ['app.models', './app/models.py', 'program', ''],
  ['__main__', '', 'program', ''],
  ['sys', '', 'python', ''],
  ['shop', '', 'noFile', ''],
])('%s of %j is of %s %s', (module, file, kind, name) => {
  expect(ownerNameOf(module, file, 'distribution')).toEqual({ kind, name });
  expect(ownerNameOf(module, file, 'package')).toEqual({ kind: 'package', name: module.split('.')[0] });
});
