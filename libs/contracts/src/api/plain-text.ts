/** Lone surrogates and non-characters: JSON can carry them, a queue or a terminal cannot. */
const unprintable = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/u;

/** Text that reaches every store, queue and terminal unchanged; NUL does not. */
export function isPlainText(text: string): boolean {
  return !unprintable.test(text) && !text.includes('\0');
}
