import { invalidCustomField } from '../engine/api-error';
import { type Json, type Nation, type NationRecord, textOf } from '../engine/records';
import type { ServedType } from '../engine/served-types';
import { isDay, type Reading } from './values';

type Values = Readonly<Record<string, Json>>;

/** What a value of a field of that kind must be; fields of other kinds take a text. */
const kinds: Readonly<Record<string, (value: Json) => boolean>> = {
  boolean: value => typeof value === 'boolean',
  date: isDay,
  number: value => typeof value === 'number',
  numeric: value => typeof value === 'number',
  currency: value => typeof value === 'number' || typeof value === 'string',
  checkbox: value => Array.isArray(value) || typeof value === 'boolean' || typeof value === 'string',
};

/**
 * Custom values of a write merged into those of the record; null takes one away.
 * @throws ApiError 400 `invalid_custom_field` for a slug that is no field of the type.
 */
export function mergeCustomValues(nation: Nation, { resource }: ServedType, written: Values, present: Json | undefined): Reading {
  const merged: Record<string, Json> = { ...(present as Values | null | undefined) };
  for (const [slug, value] of Object.entries(written)) {
    const field = nation
      .table('custom_fields')
      .where('slug', slug)
      .find(one => belongsTo(one, resource.singular));
    if (!field) throw invalidCustomField(slug);
    const fits = kinds[textOf(field.field_type)] ?? ((one: Json) => typeof one === 'string');
    if (value === null) delete merged[slug];
    else if (!isOffered(field, value)) return { wrong: `of "${slug}" must be one of its options`, code: 'inclusion' };
    else if (fits(value)) merged[slug] = value;
    else return { wrong: `of "${slug}" must be a ${textOf(field.field_type)}`, code: 'invalid' };
  }
  return { value: merged };
}

/** A field with options takes these and no others. */
function isOffered({ options }: NationRecord, value: Json): boolean {
  const offered = Object.values((options ?? {}) as Values);
  return offered.length === 0 || [value].flat().every(one => offered.some(option => option === one));
}

const belongsTo = (field: NationRecord, singular: string): boolean =>
  textOf(field.resource_type).toLowerCase().replace(/s$/, '') === singular;
