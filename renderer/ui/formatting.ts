// The only place that turns numbers into text on screen.
import { language } from '../words/language.ts';
import { words } from '../words/words.ts';

const grouped = new Intl.NumberFormat(language);
const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
const ratio = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Binary units with three significant digits: `817 B`, `12.4 KiB`, `1.00 MiB`. */
export function bytes(value: number | undefined): string {
  if (value === undefined) return words.notAvailable;
  if (value < 0) return `-${bytes(-value)}`;
  const { amount, unit } = byteParts(value);
  return `${amount} ${unit}`;
}

/** For figures whose unit is written smaller. */
export function byteParts(value: number): { readonly amount: string; readonly unit: string } {
  let unit = 0;
  let amount = value;
  // 999.5 and more would read as 1000 with three digits.
  while (amount >= 999.5 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit++;
  }
  return { amount: unit === 0 ? String(Math.round(amount)) : amount.toPrecision(3), unit: UNITS[unit] ?? '' };
}

/** For titles: `12,697 B`. */
export function exactBytes(value: number | undefined): string {
  return value === undefined ? words.notRecorded : `${grouped.format(value)} B`;
}

export function count(value: number | undefined): string {
  return value === undefined ? words.notAvailable : grouped.format(value);
}

/** For places that repeat a count in little room: exact to 99,999, then `1.1M`; the exact count stands in the title. */
export function shortCount(value: number): string {
  return value < 100_000 ? grouped.format(value) : compact.format(value);
}

/** Two decimals, for ratios: `2.73`. */
export function decimal(value: number): string {
  return ratio.format(value);
}

/** One decimal; `< 0.1 %`, never `0.0 %` for something. */
export function share(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  const percent = (part / whole) * 100;
  return percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`;
}

/** `…c41e80`, only beside a type; `@163693` as it is. */
export function shortIdentity(id: string): string {
  return id.startsWith('@') ? id : `…${id.slice(-6)}`;
}

export function seconds(value: number): string {
  return value < 90 ? `${value} s` : `${Math.ceil(value / 60)} min`;
}

export function milliseconds(value: number): string {
  return value < 950 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

/** The day of a moment where the reader is. */
export function day(iso: string): string {
  return new Date(iso).toLocaleDateString(language, { year: 'numeric', month: 'short', day: 'numeric' });
}

export function clockTime(iso: string): string {
  return new Date(iso).toLocaleTimeString(language === 'en' ? 'en-GB' : language, {
    hour: '2-digit',
    minute: '2-digit',
  });
}
