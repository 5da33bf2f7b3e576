// How a report names what is in a dump: as it is, or so that it can be given away.
import { qualifiedName, type TypeName } from '../model/names.ts';
import { isStandardModule } from '../queries/standardLibrary.ts';

export interface Naming {
  readonly redacted: boolean;
  readonly type: (name: Pick<TypeName, 'module' | 'name'>) => string;
  /** A Python expression, which may hold keys. */
  readonly expression: (text: string) => string;
}

export const PLAIN_NAMING: Naming = { redacted: false, type: qualifiedName, expression: (text) => text };

/**
 * Types of the standard library keep their names, all others are mapped, and an expression becomes one token. `tokenOf` is
 * keyed anew for every export: equal texts have equal tokens in one file and never in two.
 */
export function redactedNaming(tokenOf: (text: string) => string): Naming {
  return {
    redacted: true,
    type: (name) =>
      (name.module === '' || isStandardModule(name.module)) && isPlainName(name)
        ? qualifiedName(name)
        : `type-${tokenOf(qualifiedName(name))}`,
    expression: (text) => (text === '' ? '' : `at-${tokenOf(text)}`),
  };
}

/** A class made at run time may lie about its module: what does not look like a name of CPython is mapped all the same. */
function isPlainName({ module, name }: Pick<TypeName, 'module' | 'name'>): boolean {
  if (module === '') return /^([a-z_]{1,32}|NoneType|[A-Z][A-Za-z]{2,24}(Error|Exception|Warning|Type))$/.test(name);
  return /^[A-Za-z_][\w.]{0,47}$/.test(name) && /^[\w.]{0,48}$/.test(module);
}
