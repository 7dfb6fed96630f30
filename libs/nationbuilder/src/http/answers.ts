import type { Clock } from '@nat/service-kit';
import type { HttpAnswer } from './http.adapter';
import { z } from 'zod';
import { ErrorDocument, type ErrorMeta } from './json-api';
import { NationBuilderError, type NationBuilderFailure } from './nation-builder-error';

/** Waits longer than this are not worth it inside one query. */
const maxWaitMs = 30_000;

/** The failure an answer stands for; undefined for a success. A 401 is not judged here: its meaning depends on the token. */
export function failureOf(answer: HttpAnswer, clock: Clock): NationBuilderFailure | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const said = words(answer.body);
  if (status === 400 || status === 406 || status === 422)
    return { kind: 'invalid', status, ...said, detail: said.detail ?? 'NationBuilder did not accept the request.' };
  if (status === 401 || status === 403)
    return { kind: 'forbidden', status, code: said.code, detail: 'The connected NationBuilder user may not do this.' };
  if (status === 404) return { kind: 'not_found', status, code: said.code, detail: 'There is no such record in this nation.' };
  if (status === 429)
    return {
      kind: 'rate_limited',
      status,
      detail: 'NationBuilder asks to slow down.',
      retryAfterMs: retryAfterMs(answer, clock),
    };
  if (status >= 500)
    return { kind: 'unavailable', status, code: said.code, detail: 'NationBuilder has a problem at the moment.' };
  return { kind: 'protocol', status, detail: 'NationBuilder gave an answer that is not one of its API.' };
}

/** Parses the body of a success by `schema`. */
export function parseAnswer<T>(answer: HttpAnswer, schema: { parse(value: unknown): T }): T {
  try {
    return schema.parse(JSON.parse(answer.body));
  } catch (cause) {
    const detail = 'NationBuilder gave an answer that is not one of its API.';
    throw new NationBuilderError({ kind: 'protocol', status: answer.status, detail }, { cause });
  }
}

function words(body: string): Pick<NationBuilderFailure, 'code' | 'fields'> & { detail?: string } {
  const parsed = ErrorDocument.safeParse(safeJson(body));
  if (!parsed.success) return {};
  const { code, message, data, errors, validation_errors: sentences } = parsed.data;
  const fields = errors?.map(error => {
    const { attribute, message: saidInMeta } = metaOf(error.meta);
    return { pointer: error.source?.pointer, attribute, message: error.detail ?? saidInMeta ?? error.title ?? 'is not valid' };
  });
  const lines = [message ?? data?.message, ...(sentences ?? []), ...(fields ?? []).map(field => field.message)];
  const detail = lines.filter(line => line !== undefined).join('; ');
  return { code: code ?? data?.code ?? errors?.[0]?.code, fields, detail: detail === '' ? undefined : detail.slice(0, 500) };
}

/** Errors of a sideposted record are nested under the name of its relationship. */
function metaOf(meta: ErrorMeta | undefined): { attribute?: string; message?: string } {
  if (!meta || typeof meta.attribute === 'string') return { attribute: meta?.attribute, message: meta?.message };
  for (const [relationship, nested] of Object.entries(meta)) {
    const { attribute, message } =
      z.object({ attribute: z.string(), message: z.string().optional() }).safeParse(nested).data ?? {};
    if (attribute !== undefined) return { attribute: `${relationship}.${attribute}`, message };
  }
  return {};
}

/** `Retry-After` in seconds or as a date, else the instant in `RateLimit-Reset` (or its older name), else 10 s. Milliseconds. */
function retryAfterMs({ headers }: HttpAnswer, clock: Clock): number {
  const after = headers['retry-after'];
  if (after !== undefined && Number.isFinite(Number(after))) return clamp(Number(after) * 1000);
  const until = Date.parse(after ?? '');
  if (Number.isFinite(until)) return clamp(until - clock.now());
  const reset = Number(headers['ratelimit-reset'] ?? headers['x-ratelimit-reset'] ?? Number.NaN);
  return Number.isFinite(reset) ? clamp(reset * 1000 - clock.now()) : 10_000;
}

function clamp(milliseconds: number): number {
  return Math.min(Math.max(milliseconds, 0), maxWaitMs);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
