import { badRequest } from './api-error';

/** One alternative of a filter value. `null` is the null test; `{{null}}` is the text. */
export type FilterValue = { readonly text: string } | null;

/** `a,b` means any of; a value that holds a comma is written `{{a, b}}`. Blanks belong to the value. */
export function splitValues(raw: string): FilterValue[] {
  const values: FilterValue[] = [];
  let at = 0;
  for (;;) {
    const close = raw.startsWith('{{', at) ? raw.indexOf('}}', at) : -1;
    if (close >= 0) {
      values.push({ text: raw.slice(at + 2, close) });
      at = close + 2;
      if (at < raw.length && raw[at] !== ',') throw badRequest(`Malformed filter value: ${raw}`);
    } else {
      const comma = raw.indexOf(',', at);
      const end = comma < 0 ? raw.length : comma;
      const text = raw.slice(at, end);
      values.push(text === 'null' ? null : { text });
      at = end;
    }
    if (at >= raw.length) return values;
    at += 1;
  }
}

/** Custom values come as JSON objects, several separated by commas. */
export function splitObjects(raw: string): Record<string, unknown>[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(`[${raw}]`);
  } catch {
    throw badRequest('filter[custom_values] expects JSON objects');
  }
  const objects = parsed as unknown[];
  if (objects.length === 0 || objects.some(one => typeof one !== 'object' || one === null || Array.isArray(one))) {
    throw badRequest('filter[custom_values] expects JSON objects');
  }
  return objects as Record<string, unknown>[];
}
