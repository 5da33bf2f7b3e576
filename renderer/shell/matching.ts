// Typed letters against a name: in order, best at the starts of words and humps.
export interface Match {
  readonly score: number;
  /** Places of the typed letters in the name. */
  readonly letters: readonly number[];
}

/** undefined: a typed letter is missing. A run of letters scores more than scattered ones, a word start most. */
export function matchOf(wanted: string, name: string): Match | undefined {
  return runOf(wanted, name) ?? scattered(wanted, name);
}

/** The name in pieces, the typed ones marked. */
export function piecesOf(
  name: string,
  letters: readonly number[],
): readonly { readonly text: string; readonly typed: boolean }[] {
  const pieces: { text: string; typed: boolean }[] = [];
  for (let i = 0; i < name.length; i++) {
    const typed = letters.includes(i);
    const last = pieces.at(-1);
    if (last?.typed === typed) last.text += name.charAt(i);
    else pieces.push({ text: name.charAt(i), typed });
  }
  return pieces;
}

/** The whole word as it stands in the name, best where a word starts. */
function runOf(wanted: string, name: string): Match | undefined {
  const word = wanted.toLowerCase();
  const lower = name.toLowerCase();
  if (word === '') return undefined;
  const places: number[] = [];
  for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) places.push(at);
  const at = places.find((place) => isStart(name, place)) ?? places[0];
  if (at === undefined) return undefined;
  const score = 3 * word.length + (isStart(name, at) ? 3 : 0) - name.length / 100;
  return { score, letters: Array.from(word, (_, i) => at + i) };
}

function scattered(wanted: string, name: string): Match | undefined {
  const letters: number[] = [];
  let score = 0;
  for (const letter of wanted.toLowerCase().replaceAll(' ', '')) {
    const at = placeOf(letter, name, (letters.at(-1) ?? -1) + 1);
    if (at < 0) return undefined;
    if (isStart(name, at)) score += 3;
    else if (at === (letters.at(-1) ?? -2) + 1) score += 2;
    letters.push(at);
  }
  return { score: score - name.length / 100, letters };
}

/** The next place of a letter: directly after the last one, else at a word start, else anywhere. */
function placeOf(letter: string, name: string, from: number): number {
  const lower = name.toLowerCase();
  if (from > 0 && lower.charAt(from) === letter) return from;
  for (let at = lower.indexOf(letter, from); at >= 0; at = lower.indexOf(letter, at + 1)) {
    if (isStart(name, at)) return at;
  }
  return lower.indexOf(letter, from);
}

function isStart(name: string, at: number): boolean {
  const before = name.charAt(at - 1);
  const here = name.charAt(at);
  return at === 0 || /[\s._-]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(here));
}
