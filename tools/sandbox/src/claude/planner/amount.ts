/** A bound on an amount, in hundredths of the currency, as a filter and as words. */
export interface AmountBound {
  filter: Partial<Record<'gt' | 'gte' | 'lt' | 'lte', number>>;
  /** `over`, `at least`, … to stand before the amount. */
  words: string;
  cents: number;
}

type Operator = 'gt' | 'gte' | 'lt' | 'lte' | 'eq';

const operators: [pattern: string, operator: Operator, words: string][] = [
  ['(?:over|more than|above|greater than|bigger than|larger than|exceeding)', 'gt', 'over'],
  ['(?:at least|no less than|not less than|a minimum of)', 'gte', 'at least'],
  ['(?:under|less than|below|smaller than)', 'lt', 'under'],
  ['(?:up to|at most|no more than|not more than)', 'lte', 'at most'],
  ['(?:exactly)', 'eq', 'exactly'],
];

const number =
  '(?:[$€£]|usd |eur |gbp |cad )?\\s?(\\d{1,3}(?:,\\d{3})+|\\d+)(\\.\\d{1,2})?\\s?(k\\b)?(?: ?(?:dollars|bucks|euros|pounds|usd|eur|gbp|cad))?';
const orMore = new RegExp(`${number} or (more|less)`, 'i');

/** The amount bound that a text names, and the text without it. */
export function takeAmount(text: string): { bound: AmountBound | undefined; rest: string } {
  const after = text.match(orMore);
  if (after) {
    const more = after[4]!.toLowerCase() === 'more';
    return taken(text, after, more ? 'gte' : 'lte', more ? 'at least' : 'at most');
  }
  for (const [pattern, operator, words] of operators) {
    const match = text.match(new RegExp(`\\b${pattern} ${number}`, 'i'));
    if (match) return taken(text, match, operator, words);
  }
  return { bound: undefined, rest: text };
}

/** The amount bound that a text begins with, and what follows it. */
export function leadingAmount(text: string): { bound: AmountBound; rest: string } | undefined {
  const { bound, rest } = takeAmount(text);
  return bound && text.endsWith(rest) ? { bound, rest } : undefined;
}

const exact = new RegExp(
  `(?:^| )(?=[$€£]|(?:usd|eur|gbp|cad) |[\\d,.]+ ?k? (?:dollar|buck|euro|pound|usd|eur|gbp|cad))${number}(?= |$)`,
  'i',
);

/** The amount that a text names, in hundredths of the currency, and the text without it; a bare number is none. */
export function exactAmount(text: string): { cents: number; rest: string } | undefined {
  const plural = text.replace(/\b(dollar|euro|pound|buck)\b/gi, '$1s');
  const match = plural.match(exact);
  return match ? pieces(plural, match) : undefined;
}

function taken(text: string, match: RegExpMatchArray, operator: Operator, words: string) {
  const { cents, rest } = pieces(text, match);
  const filter = operator === 'eq' ? { gte: cents, lte: cents } : { [operator]: cents };
  return { bound: { filter, words, cents }, rest };
}

function pieces(text: string, match: RegExpMatchArray): { cents: number; rest: string } {
  const [found, whole = '', fraction = '', thousands] = match;
  const cents = Math.round(Number(whole.replaceAll(',', '') + fraction) * 100) * (thousands ? 1_000 : 1);
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index! + found.length)}`.replace(/\s+/g, ' ').trim();
  return { cents, rest };
}
