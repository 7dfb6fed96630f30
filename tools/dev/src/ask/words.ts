/** 1,234 and `person`: `1,234 people`. Kinds are singular, such as `person` or `path_journey`. */
export function countOfKind(count: number, kind: string): string {
  const singular = kind.replaceAll('_', ' ');
  return `${count.toLocaleString('en-US')} ${count === 1 ? singular : plural(singular)}`;
}

function plural(words: string): string {
  if (words === 'person') return 'people';
  return /[^aeiou]y$/.test(words) ? `${words.slice(0, -1)}ies` : `${words}s`;
}

/**
 * Time left of something, as `9:58`, or undefined when it is over.
 *
 * @param until RFC 3339.
 * @param now milliseconds since 1970.
 */
export function timeLeft(until: string, now: number): string | undefined {
  const seconds = Math.ceil((Date.parse(until) - now) / 1000);
  if (!(seconds > 0)) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
