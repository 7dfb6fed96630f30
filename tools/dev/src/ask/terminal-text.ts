/**
 * Characters that a terminal obeys or hides: escapes and other controls, turned text, zero-width signs, tag characters. In a
 * name on a card they could move the cursor, forge a line or make one change look like another. Joiners are left to emoji and
 * to the scripts that are written with them.
 */
const unseen =
  /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** Text of several lines that shows all it holds, one character at a time: so it may come in pieces. */
export function seen(text: string): string {
  return text.replaceAll(unseen, character => `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`);
}

/** The same on one line: a name that holds line ends does not begin a line of its own. */
export function seenLine(text: string): string {
  return seen(text.replaceAll(/[\r\n\t\u2028\u2029]+/g, ' '));
}
