// Counts inside sentences, grouped as the language of the sentence does.
import type { Language } from './language.ts';

export function counting(language: Language): (value: number) => string {
  const grouped = new Intl.NumberFormat(language);
  return (value) => grouped.format(value);
}
