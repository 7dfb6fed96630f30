/** Where people live: a city, a state by its two-letter code, or a city in a state. */
export interface Place {
  city?: string;
  state?: string;
  /** For people: `Austin`, `Texas`, `Austin, TX`. */
  label: string;
}

const states = new Map(
  (
    'AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia|' +
    'FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|' +
    'MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|' +
    'NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|' +
    'PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|' +
    'WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming'
  )
    .split('|')
    .map(entry => [entry.slice(3).toLowerCase(), { code: entry.slice(0, 2), name: entry.slice(3) }]),
);
const codes = new Map([...states.values()].map(state => [state.code, state]));

/** Two-letter codes count only in capitals, because "in", "or" and "me" are words. */
const stateOf = (text: string) => states.get(text.toLowerCase()) ?? codes.get(text);

const titled = (text: string): string =>
  text === text.toLowerCase() ? text.replace(/(^|[\s-])\p{L}/gu, start => start.toUpperCase()) : text;

// Words that never stand in a place name: a text with one of them says more than where.
const notPlace =
  /\b(who|that|with|have|has|gave|give|given|donat\w+|tagged|attend\w+|are|is|over|more|under|and|or|but|not|also|never|no|without|whose|on|our|my|their|list|lists|joined|signed|came|died|asked|told|want|wish|do|does|did|be|to|volunteers?|donors?|supporters?|members?|prospects?|people|database|nation|system|records?|file|each|every|path|paths|petition)\b/i;

/** Reads `Austin`, `Texas`, `TX`, `Austin, TX`, `the state of Texas`, `the city of Austin`; undefined for anything else. */
export function readPlace(text: string): Place | undefined {
  const words = text.trim().replace(/^the (?=state|city|town)/i, '');
  const kind = words.match(/^(state|city|town) of /i)?.[1]?.toLowerCase();
  const name = words.replace(/^(state|city|town) of /i, '');
  if (!/^[\p{L}][\p{L}\p{M}.'’ -]*(,\s*[\p{L} ]+)?$/u.test(name) || notPlace.test(name) || name.split(/\s+/).length > 5)
    return undefined;
  const [first, second] = name.split(/,\s*/);
  const whole = second === undefined && kind !== 'city' && kind !== 'town' ? stateOf(first!) : undefined;
  if (whole) return { state: whole.code, label: whole.name };
  if (kind === 'state') return undefined;
  const state = second === undefined ? undefined : (stateOf(second) ?? codes.get(second.toUpperCase()));
  if (second !== undefined && !state) return undefined;
  const city = titled(first!);
  return state ? { city, state: state.code, label: `${city}, ${state.code}` } : { city, label: city };
}

/** One or more places joined by "and", "or" or commas; undefined when one of them is not a place. */
export function readPlaces(text: string): Place[] | undefined {
  const single = readPlace(text);
  if (single) return [single];
  const places = text.split(/\s*,?\s+(?:and|or)\s+|\s*,\s*/).map(readPlace);
  return places.every(place => place !== undefined) ? places : undefined;
}
