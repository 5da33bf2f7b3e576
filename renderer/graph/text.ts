// Text that fits beside a shape. Dump text is hostile: nothing invisible may reach the canvas.

export const MOST_CHARACTERS = 24;

/** Controls, bidi overrides and zero-width characters become visible: `<U+202E>`. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return `<U+${code.padStart(4, '0')}>`;
  });
}

/** At most `most` characters, the cut marked by an ellipsis. Cut first: a preview may be long. */
export function cut(text: string, most: number = MOST_CHARACTERS): string {
  const characters = [...visible(text.slice(0, most * 4))];
  return characters.length <= most && text.length <= most * 4
    ? characters.join('')
    : `${characters.slice(0, most - 1).join('')}…`;
}
