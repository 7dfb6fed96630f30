/** What the fake model is told to do stands in the question itself, so every contender passes it on in its own way. */
export interface Wish {
  words: number;
  cadenceMs: number;
  /** After its words the answer stays open, a word a second, until the model is told to let go. */
  held: boolean;
}

export function toSay(words: number, cadenceMs: number, { held = false } = {}): string {
  return `Say ${words} words, one every ${cadenceMs} ms${held ? ', then one a second' : ''}.`;
}

/** Reads the wish out of a request in whatever form it came. */
export function wishIn(request: string): Wish {
  const found = /Say (\d+) words, one every (\d+) ms(, then one a second)?\./.exec(request);
  if (!found) throw new Error(`nothing to say: ${request.slice(0, 200)}`);
  return { words: Number(found[1]), cadenceMs: Number(found[2]), held: found[3] !== undefined };
}
