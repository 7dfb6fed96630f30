// Wordings in a notation that can be read aloud: `how many [of] (our|the) {people} [are there]`. What the planner understands
// is written in it; each phrase becomes one pattern.

/** Words with one meaning, used in phrases as `{name}`. */
const words: Record<string, string> = {
  count: 'how many [of]|[what is] the [total] number of|number of|[what is] the count of|count [of] [up]|what number of',
  list: 'list|show [me]|find [me]|which|name|give me|get [me]|display|pull up|who are|what are|see',
  people: 'people|persons|individuals|folks',
  our: 'all of (our|the|my)|all (our|the|my)|our|the|my|all|any|each of (our|the)|of (our|the|my)',
  have: 'have|has|had|having',
  gift: 'donation|gift|contribution',
  gifts: 'donations|gifts|contributions',
  gave: 'gave|give|gives|given|giving|donated|donate|donating|contributed|contribute|made a {gift}|made {gifts}',
  each: '[in|for|through|via|on|at|from|with] (each|every)|per|by|by (each|every)|per each',
};

const text = '(?:"[^"]+"|[^"]+?)(?: or "[^"]+")*';
const number = '(?:\\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)';
/** Where a name without quotation marks ends: before a word that goes on with something else. */
const nameEnd =
  '(?=$|,| (?:and|but|who|that|which|in|from|since|last|this|with|without|whose|as well|are|is|were|was|have|has|gave|live|lives)\\b)';

/** What stood in the slots of a phrase, and what follows it. */
export interface Match {
  slots: Record<string, string>;
  rest: string;
}

export type Phrase = (text: string) => Match | undefined;

/**
 * A phrase at the beginning of a text; of several the one that takes most. `[x|y]` may be left out, `(x|y)` is one of them,
 * `{name}` one of a word list, `<name>` any text up to the next word that goes on, `<#name>` a number. Case does not matter.
 */
export const opens = (...phrases: string[]): Phrase =>
  matcher(phrases, phrase => (phrase.endsWith('>') ? nameEnd : '(?=$|[ ,])'));

/** A phrase that is the whole text. */
export const says = (...phrases: string[]): Phrase => matcher(phrases, () => '$');

/**
 * A phrase that is the whole text, in every way it can be read: "add those in Austin to the Get in touch list" has several words
 * that could end whom it is about. As much as possible for `<whom>` comes first, as little as possible for other slots.
 */
export function readings(...phrases: string[]): (text: string) => Record<string, string>[] {
  const ways = phrases.flatMap(phrase => {
    const [least, most] = [says(phrase), says(phrase.replace('>', '+>'))];
    return /^[^<]*<whom>/.test(phrase) ? [most, least] : [least, most];
  });
  return asked => {
    const matches = ways.map(read => read(asked));
    return matches.flatMap(match => (match ? [match.slots] : []));
  };
}

function matcher(phrases: string[], ending: (phrase: string) => string): Phrase {
  const patterns = phrases.map(phrase => new RegExp(`^(?:${compile(phrase)})${ending(phrase)}`, 'i'));
  return asked => {
    const spaced = ` ${asked}`;
    let best: RegExpMatchArray | undefined;
    for (const pattern of patterns) {
      const match = spaced.match(pattern);
      if (match && match[0].length > (best?.[0].length ?? 0)) best = match;
    }
    return best && { slots: { ...best.groups }, rest: spaced.slice(best[0].length).trim() };
  };
}

/** Every word carries the space before it, so that what is left out leaves none. */
function compile(phrase: string): string {
  const tokens = phrase.match(/\{\w+\}|<#?\w+\+?>|[[\]()|]|[^\s[\]()|{}<>]+/g) ?? [];
  let at = 0;
  const branches = (): string => {
    let pattern = '';
    for (; at < tokens.length && tokens[at] !== ']' && tokens[at] !== ')'; at++) pattern += element(tokens[at]!);
    return pattern;
  };
  const element = (token: string): string => {
    if (token === '|') return token;
    if (token === '[' || token === '(') {
      at++;
      return `(?:${branches()})${token === '[' ? '?' : ''}`;
    }
    if (token.startsWith('{')) return `(?:${compile(words[token.slice(1, -1)]!)})`;
    if (token.startsWith('<#')) return ` (?<${token.slice(2, -1)}>${number})`;
    if (token.endsWith('+>')) return ` (?<${token.slice(1, -2)}>.+)`;
    if (token.startsWith('<')) return ` (?<${token.slice(1, -1)}>${text})`;
    return ` ${token.replace(/[.*+?^$\\]/g, '\\$&')}`;
  };
  return branches();
}

const numbers = 'zero one two three four five six seven eight nine ten'.split(' ');

/** The number that a `<#name>` slot holds. */
export function numberIn(words: string): number {
  const named = numbers.indexOf(words.toLowerCase());
  return named >= 0 ? named : words.toLowerCase() === 'twelve' ? 12 : words.toLowerCase() === 'twenty' ? 20 : Number(words);
}
