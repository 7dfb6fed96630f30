// Whether something stands in what a person said. Pure; in doubt it does not.

/** NFKC, lower case, typographic quotes as plain ones, runs of space as one. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ').trim();
}

/** True when it stands there as a whole of its own: not within a longer word, name, number or date. Both folded. */
export function occurs(part: string, said: string): boolean {
  return placesOf(part, said).some(at => startsAt(at, part, said) && endsAt(at + part.length, part, said));
}

/** The same, also as the beginning of a longer word: of `tag` in `tagged`. Short words say too little for that. */
export function occursAsStem(word: string, said: string): boolean {
  if (word.length < shortestStem) return occurs(word, said);
  return placesOf(word, said).some(at => startsAt(at, word, said));
}

const shortestStem = 4;

function placesOf(part: string, said: string): number[] {
  const places: number[] = [];
  if (part === '') return places;
  for (let at = said.indexOf(part); at >= 0; at = said.indexOf(part, at + 1)) places.push(at);
  return places;
}

/** Characters beside a part that can belong to the same word or number with it. */
const nearby = 4;

const beginsAsWord = /^[\p{L}\p{N}]/u;
const endsAsWord = /[\p{L}\p{N}\p{M}]$/u;
/** `Ruiz-Lopez`, `O'Brien`. */
const wordBefore = /[\p{L}\p{N}\p{M}][-‐']?$/u;
/** The same, but for the `'s` of an owner. */
const wordAfter = /^(?:[\p{L}\p{N}\p{M}]|[-‐][\p{L}\p{N}]|'(?!s(?![\p{L}\p{N}]))[\p{L}\p{N}])/u;
/** `1,250`, `12.50`, `6/15/2026`, `15:30`. */
const numberBefore = /\d[.,/:]$/;
const numberAfter = /^[.,/:]\d/;

function startsAt(at: number, part: string, said: string): boolean {
  if (!beginsAsWord.test(part)) return true;
  const before = said.slice(Math.max(0, at - nearby), at);
  return !wordBefore.test(before) && !(/^\d/.test(part) && (numberBefore.test(before) || before.endsWith('-')));
}

function endsAt(end: number, part: string, said: string): boolean {
  if (!endsAsWord.test(part)) return true;
  const after = said.slice(end, end + nearby);
  return !wordAfter.test(after) && !(/\d$/.test(part) && numberAfter.test(after));
}
