/**
 * A name that every file system takes and no shell misreads: `[A-Za-z0-9._-]`, at most 80 characters, starting with a letter
 * or digit, never a reserved name of Windows. Only a proposal for the save dialog.
 */
export function safeFileName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]/gu, '-');
  const dot = plain.lastIndexOf('.');
  const ending = dot < 0 ? '' : plain.slice(dot + 1, dot + 11).replace(/[^A-Za-z0-9]/gu, '');
  const stem = (dot < 0 ? plain : plain.slice(0, dot)).slice(0, 66).replace(/^[._-]+/u, '');
  const named = stem === '' ? 'ouroboros' : stem;
  const allowed = RESERVED.test(named.split('.', 1)[0] ?? '') ? `x-${named}` : named;
  return ending === '' ? allowed.replace(/[._-]+$/u, '') : `${allowed}.${ending}`;
}

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/iu;
