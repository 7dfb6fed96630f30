import type { Attribute } from '../catalog/attributes';
import { operators, resourceOf, type ResourceType } from '../catalog/catalog';
import type { Resource } from '../catalog/define-resource';
import type { FieldProblem } from '../http/nation-builder-error';
import { commonMistake } from './common-mistakes';
import { quoted, unknownName } from './problems';
import { misfitOfFilter } from './values';

const anyId: Attribute = { kind: 'id', access: 'r', filter: 'id', nullable: false };

/** Attributes a filter may name. What is only written, an address or an object of its own cannot be filtered by. */
export function filterableNames(resource: Resource): string[] {
  const named = Object.entries(resource.attributes).filter(([, { filter }]) => filter !== 'none');
  return ['id', ...named.map(([name]) => name), ...resource.specialFilters];
}

/**
 * What is wrong with a filter, by the catalog: names, operators and kinds of value. Empty when it may be sent. A condition
 * that would compare with nothing (an empty list, no operator) is a problem too: leaving it out would find everything.
 *
 * @param place where the filter stands, for the pointers; `filter` unless told.
 */
export function checkFilter(type: ResourceType, filter: Readonly<Record<string, unknown>>, place = 'filter'): FieldProblem[] {
  const resource = resourceOf(type);
  return Object.entries(filter).flatMap(([name, condition]) => {
    if (condition === undefined) return [];
    const attribute = filterable(resource, name);
    if (!attribute) {
      const what = Object.hasOwn(resource.attributes, name) ? `${type} cannot be filtered by` : `${type} has no attribute`;
      return [unknownName(what, name, place, filterableNames(resource), commonMistake(type, name))];
    }
    const allowed = operatorsOf(resource, name);
    return checkCondition(attribute, condition, { allowed, open: resource.openChoices.includes(name) }).map(message => ({
      attribute: name,
      pointer: `${place}.${name}`,
      message: `${name} ${message}`,
      operators: allowed,
    }));
  });
}

function filterable({ attributes, specialFilters }: Resource, name: string): Attribute | undefined {
  if (name === 'id' || specialFilters.includes(name)) return anyId;
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return attribute && attribute.filter !== 'none' ? attribute : undefined;
}

function operatorsOf(resource: Resource, name: string): readonly string[] {
  if (resource.specialFilters.includes(name)) return ['eq'];
  const attribute = filterable(resource, name);
  return attribute ? operators[attribute.filter] : [];
}

interface Comparable {
  allowed: readonly string[];
  /** True when records hold values beyond the choices of the attribute. */
  open: boolean;
}

function checkCondition(attribute: Attribute, condition: unknown, { allowed, open }: Comparable): string[] {
  if (attribute.filter === 'hash') return checkHash(condition);
  if (typeof condition !== 'object' || condition === null || Array.isArray(condition))
    return checkValues(attribute, condition, 'eq', open);
  const compared = Object.entries(condition).filter(([, value]) => value !== undefined);
  if (compared.length === 0) return [`names no operator (allowed: ${allowed.join(', ')})`];
  return compared.flatMap(([operator, value]) =>
    allowed.includes(operator)
      ? checkOperand(attribute, value, operator, open)
      : [`cannot be compared by ${quoted(operator)} (allowed: ${allowed.join(', ')})`],
  );
}

/** An operator takes one value: that a comma means any of several holds without one only (api.md section 4). */
function checkOperand(attribute: Attribute, value: unknown, operator: string, open: boolean): string[] {
  if (!Array.isArray(value) || value.length === 0) return checkValues(attribute, value, operator, open);
  const right =
    operator === 'eq' ? 'give the list itself for any of several' : 'any of several is possible without an operator only';
  return [`takes one value with ${operator}: ${right}`];
}

function checkValues(attribute: Attribute, values: unknown, operator: string, open: boolean): string[] {
  if (Array.isArray(values) && values.length === 0) return ['is compared with an empty list, which finds nothing'];
  const misfits = [values].flat().map(value => {
    const test = operator === 'eq' || operator === 'not_eq';
    return value === null && !test ? `cannot be null with ${operator}` : misfitOfFilter(attribute, value, open);
  });
  return [...new Set(misfits)].filter(message => message !== undefined);
}

/** `custom_values` are compared as whole objects: `{ eq: { slug: value } }`, or any of several. */
function checkHash(condition: unknown): string[] {
  const shape = 'must be { eq: { slug: value } } (allowed: eq)';
  if (typeof condition !== 'object' || condition === null || Object.keys(condition).join() !== 'eq') return [shape];
  const objects = [(condition as { eq: unknown }).eq].flat();
  const fits = objects.length > 0 && objects.every(one => typeof one === 'object' && one !== null && Object.keys(one).length > 0);
  return fits ? [] : [shape];
}
