/** A word that begins a question or an order. Only in front of one of these does "and" or a comma part two clauses. */
const opening =
  '(?:who|whom|what|which|how|when|where|list|show|count|find|look|tell|give|name|number|tag|untag|delete|remove|add|put|create|send|email|update|export|download|(?:is|are|did|do|does) (?:there|we|you|our|the|any|they))';
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
