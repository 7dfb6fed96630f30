/** Words that begin an order. "Check" and "sign" are also other words: only where what follows makes an order of them. */
export const orderVerbs =
  'tag|untag|label|delete|remove|erase|add|put|take|drop|create|make|save|send|email(?! \\S+@)|text|call|update|set|change|clear|correct|move|advance|assign|' +
  'enroll|enrol|rsvp|register|cancel|complete|merge|log|record|note|mark|flag|undo|revert|check (?=in\\b|(?:\\S+ ){1,3}in\\b)|sign (?=up\\b|(?:\\S+ ){1,3}up\\b)';

/** A word that begins a question or an order. Only in front of one of these does "and" or a comma part two clauses. */
const opening = `(?:who|whom|what|which|how|when|where|list|show|count|find|look|tell|give|name|number|export|download|${orderVerbs}|(?:is|are|did|do|does) (?:there|we|you|our|the|any|they))`;
const separator = new RegExp(
  `\\s*(?:[?;]+\\s*(?:and\\s+|then\\s+|also\\s+)*|[.!]\\s+(?:and\\s+)?|,?\\s+(?:and|then)\\s+(?:also\\s+)?|,\\s+)(?=${opening}\\b)`,
  'gi',
);
const courtesy =
  /^(?:please|hi|hello|hey|nat|ok|okay|so|and|also|then|thanks|can you|could you|would you|tell me(?! about)|i(?:'d| would) like to know)\b[\s,:!]*/i;
const ending = /(?:[\s,?!.;]|\b(?:please|thanks|thank you)\b)+$/i;

/** Splits a question into its clauses; text in quotation marks is never split. */
export function splitClauses(question: string): string[] {
  const quotes: string[] = [];
  const masked = question
    .normalize('NFC')
    .replace(/[‹›]/g, ' ')
    .replace(/[“”]/g, '"')
    .replace(/’/g, "'")
    .replace(/\bso far\b/gi, ' ')
    .replace(/"[^"]*"/g, quote => `‹${quotes.push(quote) - 1}›`)
    .replace(/\brsvp(?:'?d|-?ed)\b/gi, 'rsvped')
    .replace(/\brsvp's\b/gi, 'rsvps')
    .replace(/\b(do|does|did|have|has|had|is|are|was|were)n't\b/gi, '$1 not')
    .replace(/\b(what|who|where|when|how|that|there)'s\b/gi, '$1 is')
    .replace(
      /\b(who|what|we|they|you)'(?:ve|re)\b/gi,
      (contraction, word: string) => `${word} ${/ve$/i.test(contraction) ? 'have' : 'are'}`,
    )
    .replace(/\s+/g, ' ');
  return masked
    .split(separator)
    .map(clause => trimmed(clause).replace(/‹(\d+)›/g, (_, index: string) => quotes[Number(index)]!))
    .filter(clause => clause !== '');
}

function trimmed(clause: string): string {
  const shorter = clause.trim().replace(ending, '').replace(courtesy, '').trim();
  return shorter === clause ? clause : trimmed(shorter);
}

/** A name as it was meant: without quotation marks, leading article, and the kind of thing that follows it. */
export function plainName(text: string, kind?: RegExp): string {
  const bare = text.trim().replace(/^the /i, '');
  const quoted = bare.match(/^"([^"]*)"/)?.[1];
  return (quoted ?? (kind ? bare.replace(kind, '') : bare)).trim();
}

const pronouns: Record<string, string> = { her: 'her', his: 'him', their: 'them' };
const notOwned = 'to|on|onto|off|as|in|into|out|from|for|up|with|back|forward|along|at|and|by|one|a|an|the|do|not';
const whose = new RegExp(`^(\\w+ )?(her|his|their) (?!(?:${notOwned})\\b)(?=\\p{L})`, 'iu');

/** Makes possessives words of their own: "set Sarah Chen's city" becomes `set Sarah Chen 's city`, "set her city" `set her 's city`. */
export function withPossessives(clause: string): string {
  return clause
    .replace(/(\p{L})'s(?=\s)/gu, "$1 's")
    .replace(/s'(?=\s)/g, "s 's")
    .replace(whose, (_, verb: string | undefined, pronoun: string) => `${verb ?? ''}${pronouns[pronoun.toLowerCase()]!} 's `);
}
