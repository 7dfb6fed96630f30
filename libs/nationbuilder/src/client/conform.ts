import { z } from 'zod';
import type { Attribute } from '../catalog/attributes';
import { findResource } from '../catalog/catalog';
import type { JsonApiRecord } from '../http/json-api';
import { NationBuilderError } from '../http/nation-builder-error';

const calendarDate = z.iso.date();
const instant = z.iso.datetime({ offset: true });
const wholeNumber = /^-?\d{1,15}$/;
const decimalNumber = /^-?\d{1,15}(\.\d{1,9})?$/;
/** No value of the catalog's kind: told apart from every value an answer can hold. */
const misfit = Symbol('misfit');

/**
 * The record with values of the catalog's kinds. What can be read without loss is (`"12"` where a whole number belongs, `7`
 * where an id does); anything else fails with the kind `protocol`, naming the attribute and never its value. What the catalog
 * does not know is left out: nobody has decided who may see it. Null where the catalog has none counts as not answered.
 * A type without a catalog entry (payment types) stays as it is.
 */
export function conform(record: JsonApiRecord): JsonApiRecord {
  const resource = findResource(record.type);
  if (!resource) return record;
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(record.attributes)) {
    const attribute = own(resource.attributes, name) ?? own(resource.extraFields, name);
    if (!attribute || attribute.access === 'w' || (value === null && !attribute.nullable)) continue;
    const read = value === null ? null : readAs(attribute, value);
    if (read === misfit) throw notOfItsKind(record, name, attribute);
    attributes[name] = read;
  }
  return { ...record, attributes };
}

function own(attributes: Readonly<Record<string, Attribute>>, name: string): Attribute | undefined {
  return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
}

function readAs({ kind }: Attribute, value: unknown): unknown {
  switch (kind) {
    case 'text':
    case 'choice':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : textOr(value, text => text);
    case 'id':
      return Number.isSafeInteger(value) ? String(value) : textOr(value, text => text);
    case 'integer':
      return Number.isSafeInteger(value) ? value : textOr(value, text => (wholeNumber.test(text) ? Number(text) : misfit));
    case 'decimal': {
      const text = typeof value === 'number' ? String(value) : value;
      return textOr(text, decimal => (decimalNumber.test(decimal) ? decimal : misfit));
    }
    case 'time':
      return instant.safeParse(value).success ? value : misfit;
    case 'date':
      return calendarDate.safeParse(value).success ? value : misfit;
    case 'flag':
      return typeof value === 'boolean' ? value : value === 'true' ? true : value === 'false' ? false : misfit;
    case 'object':
    case 'address':
      return typeof value === 'object' && !Array.isArray(value) ? value : misfit;
  }
}

function textOr(value: unknown, read: (text: string) => unknown): unknown {
  return typeof value === 'string' ? read(value) : misfit;
}

function notOfItsKind({ type }: JsonApiRecord, name: string, { kind }: Attribute): NationBuilderError {
  const detail = `NationBuilder answered ${name} of ${type} in another form than its API describes (${kind}).`;
  return new NationBuilderError({ kind: 'protocol', detail, fields: [{ attribute: name, message: `is no ${kind}` }] });
}
