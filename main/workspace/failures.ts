// Words for what the operating system refused. Never a path and never a message: both may carry hostile text.

/** `ENOENT`, `EACCES`, ...; 'unknown' for an error that is not the system's. */
export function codeOf(error: unknown): string {
  return isSystemError(error) ? error.code : 'unknown';
}

/** True for an error of the operating system, false for a mistake of ours. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code);
}
