import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMMAND_NAMES, oneOf, operand, parseCommand, USAGE, UsageError, wholeNumber } from './arguments.ts';

describe('a command line', () => {
  test('is a command, its operands and its options in any order', () => {
    const command = parseCommand(['--top', '5', 'search', 'a.ouro', '--json', 'in:cycle']);
    expect(command).toMatchObject({ name: 'search', operands: ['a.ouro', 'in:cycle'], json: true });
    expect(command.options['top']).toBe('5');
  });

  test.each(COMMAND_NAMES)('%s is in the usage', (name) => {
    expect(USAGE).toContain(name === 'bench' ? 'usage' : name);
    expect(parseCommand([name]).name).toBe(name);
  });

  test('asks for help wherever it says so', () => {
    expect(parseCommand(['types', 'a.ouro', '--help']).name).toBe('help');
    expect(parseCommand(['--version']).name).toBe('version');
  });

  test('passes what follows -- on as it is', () => {
    expect(parseCommand(['search', 'a.ouro', '--', '--top']).operands).toEqual(['a.ouro', '--top']);
  });

  test.each([
    ['nothing', []],
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['info', 'a.ouro', '--colour']],
    ['an option without its value', ['top', 'a.ouro', '--top']],
    ['a flag with a value', ['info', 'a.ouro', '--json=yes']],
  ])('with %s is a usage error', (_, args) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
  });

  test('whatever is typed, the answer is a command or a usage error of one line', () => {
    const word = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom(...COMMAND_NAMES, '--top', '--json', '-h'));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (args) => {
        try {
          expect(COMMAND_NAMES).toContain(parseCommand(args).name);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('values', () => {
  const command = parseCommand(['types', 'a.ouro', '--sort', 'self', '--top', '12']);

  test('are taken from the words of the option', () => {
    expect(oneOf(command, 'sort', ['count', 'self'], 'count')).toBe('self');
    expect(oneOf(command, 'by', ['retained', 'self'], 'retained')).toBe('retained');
    expect(() => oneOf(command, 'sort', ['count'], 'count')).toThrow('--sort takes count');
  });

  test('are whole numbers within the limit', () => {
    expect(wholeNumber(command, 'top', 20)).toBe(12);
    expect(wholeNumber(command, 'limit', 20)).toBe(20);
    expect(() => wholeNumber(command, 'top', 20, 11)).toThrow('up to 11');
  });

  test.each(['-1', '1.5', 'ten', '1e9', 'Infinity', 'NaN'])('%s is no number of rows', (top) => {
    expect(() => wholeNumber(parseCommand(['types', `--top=${top}`]), 'top', 20)).toThrow(UsageError);
  });

  test('name the operand that is missing', () => {
    expect(operand(command, 0, 'DUMP')).toBe('a.ouro');
    expect(() => operand(command, 1, 'QUERY')).toThrow('types: QUERY is missing');
  });
});
