/** Whether `text` matches `pattern`, in which `*` stands for any run of characters. Linear, no regular expression. */
export function globMatches(pattern: string, text: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const lower = text.toLowerCase();
  if (parts.length === 1) return lower === parts[0];
  const start = parts[0] ?? '';
  const end = parts[parts.length - 1] ?? '';
  if (!lower.startsWith(start) || !lower.endsWith(end) || lower.length < start.length + end.length) return false;
  let at = start.length;
  for (const part of parts.slice(1, -1)) {
    const found = lower.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= lower.length - end.length;
}
