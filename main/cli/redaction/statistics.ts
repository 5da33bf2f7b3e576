// Raw texts of a capture that may stay: tables of numbers with the words of the allocator and the system.
export function isStatistics(text: string): boolean {
  if (!/^(# bytes|Small block|class|Rss|Vm|[0-9a-f]+-[0-9a-f]+ )/m.test(text)) return false;
  return text.split('\n').every((line) => line.length <= 200 && !/[A-Za-z0-9+/]{25,}/.test(line.replaceAll('-', ' ')));
}
