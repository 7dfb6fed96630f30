import { type Attribute, resourceOf } from '@nat/nationbuilder';
import { type Json, type NationRecord, textOf } from '../engine/records';
import { servedType, targetOfKey } from '../engine/served-types';
import { type Html, html } from '../http/html';
import { formatAmount } from '../rules/derived-texts';
import { nameOf, shortened } from './titles';
import { type View, address, isolated, sentence } from './view';

/** The zone of all nations of the double. */
export const NATION_ZONE = 'America/Chicago';
const clock = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: NATION_ZONE });
const calendar = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
const CELL = 90;

const LABELS: ReadonlyMap<string, string> = new Map([
  ['is_cpu', 'Control panel user'],
  ['signup_id', 'Person'],
]);

/** What an attribute, an extra field or a key is called. */
export function labelOf(name: string): string {
  const label = LABELS.get(name);
  if (label !== undefined) return label;
  const short = name.replace(/_(in_cents|id|at|on)$/, '').replace(/^is_/, '');
  return sentence(short.replace(/(?<=[a-z])(?=\d)/, ' '));
}

/** True where a record says something at all: nothing, and an empty text, stand for the same here. */
export const isThere = (value: Json | undefined): value is Json => value !== undefined && value !== null && value !== '';

/** True for values that stand to the right in a column. */
export const isNumeric = (type: string, name: string): boolean =>
  attributeOf(type, name)?.kind === 'integer' && !(name in (NAMED_NUMBERS[type] ?? {}));

function attributeOf(type: string, name: string): Attribute | undefined {
  return servedType(type).attributes.get(name) ?? resourceOf(type).extraFields[name];
}

/** A value as a person reads it; `short` for cells of a table. */
export function valueOf(view: View, type: string, record: NationRecord, name: string, short = false): Html {
  const value = record[name];
  if (!isThere(value)) return html`<span class="empty">–</span>`;
  const target = targetOfKey(type, name);
  if (target) return recordLink(view, target, textOf(value));
  const named = NAMED_NUMBERS[type]?.[name]?.[textOf(value)];
  return named === undefined ? plainValue(attributeOf(type, name)?.kind, name, value, short) : html`${named}`;
}

function plainValue(kind: Attribute['kind'] | undefined, name: string, value: Json, short: boolean): Html {
  if (name.endsWith('_in_cents')) return html`${formatAmount(Number(value))}`;
  if (name === 'duration') return html`${durationOf(Number(value))}`;
  if (typeof value === 'boolean') return html`${value ? 'Yes' : 'No'}`;
  if (typeof value === 'number') return html`${value.toLocaleString('en-US')}`;
  if (typeof value !== 'string') return kind === 'address' ? isolated(addressLine(value)) : nested(value);
  if (kind === 'time') return timeOf(value);
  if (kind === 'date') return html`<time datetime="${value}">${calendar.format(Date.parse(value))}</time>`;
  if (kind === 'choice') return html`${sentence(value)}`;
  if (short) return isolated(shortened(value, CELL));
  return value.length > CELL || value.includes('\n')
    ? html`<p class="prose" tabindex="0">${isolated(value)}</p>`
    : isolated(value);
}

/** A time in the zone of the nation. */
export function timeOf(value: string): Html {
  const instant = Date.parse(value);
  return Number.isNaN(instant) ? isolated(value) : html`<time datetime="${value}">${clock.format(instant)}</time>`;
}

/** A link that says the name of the record it leads to; for an id without a record, the id. */
export function recordLink(view: View, type: string, id: string): Html {
  const name = nameOf(view, type, id);
  if (name === undefined) return html`<span class="muted">${id} (no such record)</span>`;
  return html`<a href="${address(view, type, id)}">${isolated(name)}</a>`;
}

/** The parts of an address that a letter would carry. */
export function addressLine(value: Json | undefined): string {
  const { address1, address2, city, state, zip } = (value ?? {}) as Record<string, string | null | undefined>;
  const town = [city, [state, zip].filter(Boolean).join(' ')].filter(Boolean).join(', ');
  return [address1, address2, town].filter(Boolean).join(', ');
}

function nested(value: Json): Html {
  const entries = Object.entries(value ?? {});
  if (entries.length === 0) return html`<span class="empty">Empty</span>`;
  if (Array.isArray(value)) return isolated(value.map(textOf).join(', '));
  return html`<dl class="facts">
    ${entries.map(
      ([name, inner]) =>
        html`<dt>${isolated(sentence(name))}</dt>
          <dd>${inner === null ? html`<span class="empty">–</span>` : plainValue(undefined, '', inner as Json, false)}</dd>`,
    )}
  </dl>`;
}

function durationOf(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.round((seconds % 3600) / 60)];
  return [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`].filter(Boolean).join(' ') || '0 min';
}

/** Numbers that stand for a word. Source: NationBuilder's API document (V2). */
const NAMED_NUMBERS: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  signups: {
    signup_type: { 0: 'Person', 1: 'Organization' },
    support_level: {
      1: '1, strong support',
      2: '2, weak support',
      3: '3, undecided',
      4: '4, weak opposition',
      5: '5, strong opposition',
    },
  },
  suggestions: {
    response_type_id: {
      0: 'Not planned',
      1: 'Considering',
      2: 'Planned',
      3: 'Started',
      4: 'Completed',
      5: 'Incomplete',
      6: 'Duplicate',
      7: 'Submitted',
    },
  },
};
