import { NationSlug } from '@nat/contracts';
import { AppError } from '@nat/service-kit';

/** The header list of Node's request, where nothing is joined or dropped: name, value, name, value. */
export type RawHeaders = readonly string[];

/** Every value a header was sent with. Node's `headers` would hide or join a second one. */
export function headerValues(raw: RawHeaders, name: string): string[] {
  return raw.filter((_, index) => index % 2 === 1 && raw[index - 1]!.toLowerCase() === name);
}

/** The nation the request names, undefined when it names none. Exactly one value, letter by letter a slug: nothing is trimmed. */
export function nationHeader(raw: RawHeaders): NationSlug | undefined {
  const values = headerValues(raw, 'x-nat-nation-slug');
  if (values.length === 0) return undefined;
  const slug = values.length === 1 ? NationSlug.safeParse(values[0]).data : undefined;
  if (slug === undefined) {
    throw new AppError('nation_invalid', 'X-Nat-Nation-Slug must be sent once and hold the lower-case slug of one nation.');
  }
  return slug;
}

/** The one `Idempotency-Key`: 1 to 255 visible ASCII characters. */
export function idempotencyKey(raw: RawHeaders): string {
  const [key, ...more] = headerValues(raw, 'idempotency-key');
  if (key !== undefined && more.length === 0 && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new AppError('idempotency_key_required', 'Send one Idempotency-Key of 1 to 255 visible ASCII characters.');
}

/** Id of the last event the caller saw: `Last-Event-ID`, else `?after=`, else 0. */
export function lastEventId(raw: RawHeaders, query: unknown): number {
  const [header, ...more] = headerValues(raw, 'last-event-id');
  const after = header ?? (query as { after?: unknown } | undefined)?.after;
  if (after === undefined) return 0;
  if (more.length === 0 && typeof after === 'string' && /^\d{1,15}$/.test(after)) return Number(after);
  throw new AppError('malformed_request', 'Last-Event-ID and ?after= must be the id of one event.');
}

/** True when the caller wants the answer as an event stream; anything else gets JSON. */
export function wantsStream(accept: string | undefined): boolean {
  return names('text/event-stream', accept);
}

/** True when the caller wants a list as a file of CSV; anything else gets JSON. */
export function wantsCsv(accept: string | undefined): boolean {
  return names('text/csv', accept);
}

function names(type: string, accept = ''): boolean {
  const ranges = accept.split(',').map(range => range.trim().toLowerCase());
  return ranges.some(range => range.split(';', 1)[0]!.trim() === type && !/;\s*q=0(?:\.0*)?$/.test(range));
}
