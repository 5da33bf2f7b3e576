// The `Range` header, one range of bytes at most.

export interface ByteRange {
  readonly first: number;
  /** One behind the last byte. */
  readonly end: number;
}

/**
 * The bytes that `header` asks for in a file of `length` bytes. 'whole' without a header; 'unsatisfiable' for several ranges,
 * another unit, a start behind the end, or anything that is not two plain integers.
 */
export function rangeOf(header: string | undefined, length: number): ByteRange | 'whole' | 'unsatisfiable' {
  if (header === undefined) return 'whole';
  // 16 digits at most: longer numbers are not exact.
  const match = /^bytes=(\d{0,16})-(\d{0,16})$/u.exec(header);
  if (match === null) return 'unsatisfiable';
  const [, from = '', to = ''] = match;
  if (from === '') return suffix(to, length);
  const first = Number(from);
  const end = to === '' ? length : Math.min(Number(to) + 1, length);
  return first < end && Number.isSafeInteger(end) ? { first, end } : 'unsatisfiable';
}

function suffix(digits: string, length: number): ByteRange | 'unsatisfiable' {
  const count = Math.min(Number(digits), length);
  return digits === '' || count === 0 ? 'unsatisfiable' : { first: length - count, end: length };
}
