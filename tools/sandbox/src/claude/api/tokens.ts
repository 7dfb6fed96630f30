import type { PromptPiece } from './cache-breakpoints';

const tokensPerMessage = 3;
const tokensPerImage = 1_600;

/**
 * Estimated tokens of a text: its length in UTF-16 units by what the model's tokens hold on average, rounded up. The same
 * everywhere in the double.
 *
 * @param size average UTF-16 units of a token, see `ModelFacts.charactersPerToken`.
 */
export const textTokens = (text: string, size: number): number => Math.ceil(text.length / size);

/** The longest beginning of a text that is worth at most that many tokens of that size. */
export function firstTokens(text: string, tokens: number, size: number): string {
  const beginning = text.slice(0, Math.floor(tokens * size));
  return endsInsideCharacter(beginning) ? beginning.slice(0, -1) : beginning;
}

/** Cuts a text into pieces of at most that many UTF-16 units (at least 2), never inside a character. */
export function cutText(text: string, units: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const piece = text.slice(start, start + units);
    const whole = endsInsideCharacter(piece) && start + units < text.length ? piece.slice(0, -1) : piece;
    pieces.push(whole);
    start += whole.length;
  }
  return pieces;
}

const endsInsideCharacter = (text: string): boolean => /[\uD800-\uDBFF]$/.test(text);

/** Estimated tokens of one piece of the prompt, cache marks not counted. `json` is the piece as {@link pieceJson} gives it. */
export function pieceTokens(piece: PromptPiece, json: string, size: number): number {
  const overhead = piece.role ? tokensPerMessage : 0;
  const { value } = piece;
  if (value.type === 'image' || value.type === 'document') return overhead + tokensPerImage;
  return overhead + textTokens(value.type === 'text' ? value.text : json, size);
}

/** The piece without its cache marks: what counts as content, for tokens and for the identity of a prefix. */
export const pieceJson = (piece: PromptPiece): string =>
  JSON.stringify(piece.value, (key, value: unknown) => (key === 'cache_control' ? undefined : value));
