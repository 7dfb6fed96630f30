/**
 * How figures, times and states are said. Pure.
 *
 * @typedef {import('@nat/contracts').ModelUsage} ModelUsage
 */

/** @param {number} value */
export function figure(value) {
  return value.toLocaleString('en-US');
}

/** @param {number} count @param {string} singular @param {string} [plural] */
export function counted(count, singular, plural = `${singular}s`) {
  return `${figure(count)} ${count === 1 ? singular : plural}`;
}

/** Plural of a kind of record. @param {string} kind such as `person` or `path_journey` */
export function kinds(kind) {
  const words = kind.replaceAll('_', ' ');
  if (words === 'person') return 'people';
  return words.endsWith('y') && !/[aeou]y$/.test(words) ? `${words.slice(0, -1)}ies` : `${words}s`;
}

/** @param {number} count @param {string} kind */
export function countOfKind(count, kind) {
  return counted(count, kind.replaceAll('_', ' '), kinds(kind));
}

/**
 * Time left of something, as `9:58`, or undefined when it is over.
 *
 * @param {string} until RFC 3339
 * @param {number} now milliseconds since 1970
 */
export function timeLeft(until, now) {
  const seconds = Math.ceil((Date.parse(until) - now) / 1000);
  if (!(seconds > 0)) return undefined;
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Micro-dollars as dollars with four decimals: a query costs parts of a cent. @param {number} microUsd */
export function cost(microUsd) {
  return `$${(microUsd / 1_000_000).toFixed(4)}`;
}

/** Tokens and cost of a query. @param {ModelUsage} usage */
export function usageWords({ input, cacheWrite5m, cacheWrite1h, cacheRead, output, costMicroUsd }) {
  const read = input + cacheWrite5m + cacheWrite1h + cacheRead;
  const share = read === 0 ? 0 : Math.round((100 * cacheRead) / read);
  return `${figure(read)} tokens in (${share}% from cache), ${figure(output)} out, ${cost(costMicroUsd)}`;
}

/** Queries counted in the period. @param {{ used: number, limit: import('@nat/contracts').Limit }} queries */
export function queriesWords({ used, limit }) {
  return limit.kind === 'finite'
    ? `${figure(used)} of ${figure(Number(limit.amount))} queries used`
    : `${counted(used, 'query', 'queries')} used`;
}

/**
 * How long ago something was, in one short word; the date when it is older than a week.
 *
 * @param {string} time RFC 3339
 * @param {number} now milliseconds since 1970
 */
export function ago(time, now) {
  const minutes = Math.floor((now - Date.parse(time)) / 60_000);
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  return minutes < 7 * 24 * 60 ? counted(Math.floor(minutes / 1440), 'day') + ' ago' : time.slice(0, 10);
}
