import { findResource, resourceOf, type ResourceType } from '../catalog/catalog';
import type { Resource } from '../catalog/define-resource';
import { findOperation } from '../catalog/find-operation';
import type { Operation } from '../catalog/operations';
import type { ReadQuery } from '../client/read-query';
import type { FieldProblem } from '../http/nation-builder-error';
import { checkFilter } from './check-filter';
import { commonMistake } from './common-mistakes';
import { quoted, unknownName } from './problems';

/** A query whose names may come from anybody. */
type AnyQuery = ReadQuery<ResourceType>;

/** Largest page of the API. */
export const largestPage = 100;

/** Attributes that an answer of the type may hold. */
export function readableNames({ attributes }: Resource): string[] {
  return Object.keys(attributes).filter(name => attributes[name]!.access !== 'w');
}

/** Attributes that the type may be sorted by. */
export function sortableNames({ attributes }: Resource): string[] {
  return ['id', ...Object.keys(attributes).filter(name => !['none', 'hash'].includes(attributes[name]!.filter))];
}

/**
 * What is wrong with a read, by the catalog and for that very operation: filter, sideloads, order, fields, page. Empty when
 * it may be sent.
 */
export function checkRead(operation: Operation, query: AnyQuery): FieldProblem[] {
  const type = (operation.answers ?? operation.type) as ResourceType;
  const answered = answeredTypes(type, query.include ?? []);
  return [
    ...checkSelection(operation, query),
    ...(query.filter ? checkFilter(type, query.filter) : []),
    ...checkSideloadFilter(query, answered),
    ...checkInclude(operation, type, query.include ?? []),
    ...[query.sort ?? []].flat().flatMap(key => checkSort(type, String(key))),
    ...checkNames('fields', query.fields, answered, readableNames),
    ...checkNames('extraFields', query.extraFields, answered, ({ extraFields }) => Object.keys(extraFields)),
    ...checkPage(query.page),
  ];
}

/** Types that may be in an answer: the type itself and what is sideloaded. Types without endpoints are left out. */
export function answeredTypes(type: ResourceType, include: readonly string[]): ResourceType[] {
  const { relationships } = resourceOf(type);
  const targets = include.flatMap(name => (Object.hasOwn(relationships, name) ? relationships[name]!.type : []));
  return [...new Set([type, ...targets])].filter(name => findResource(name) !== undefined) as ResourceType[];
}

/** Selecting and ordering belong to lists; the people of a list can be neither selected nor ordered. */
function checkSelection({ kind, fields, extraFields, id }: Operation, query: AnyQuery): FieldProblem[] {
  const refused = [
    ...(kind === 'list' ? [] : (['filter', 'sort', 'count'] as const)),
    ...(fields ? [] : (['fields'] as const)),
    ...(extraFields || kind === 'list' || kind === 'show' ? [] : (['extraFields'] as const)),
  ];
  return refused
    .filter(name => query[name] !== undefined)
    .map(name => ({ attribute: name, pointer: name, message: `${id} takes no ${name}` }));
}

function checkInclude({ include, kind }: Operation, type: ResourceType, names: readonly string[]): FieldProblem[] {
  const { relationships } = resourceOf(type);
  return names
    .filter(name => !include.includes(name))
    .map(name => {
      if (!Object.hasOwn(relationships, name)) return unknownName(`${type} has no relationship`, name, 'include', include);
      const elsewhere = findOperation(type, 'show') ? 'show one record to include it' : 'it cannot be included';
      const message = `${type} does not take include ${quoted(name)} on ${kind}: ${elsewhere}`;
      return { attribute: name, pointer: 'include', message, nearest: include };
    });
}

function checkSort(type: ResourceType, key: string): FieldProblem[] {
  const known = sortableNames(resourceOf(type));
  const name = key.replace(/^-/, '');
  return known.includes(name) ? [] : [unknownName(`${type} cannot be sorted by`, name, 'sort', known, commonMistake(type, name))];
}

function checkNames(
  place: 'fields' | 'extraFields',
  named: AnyQuery['fields'] | AnyQuery['extraFields'],
  answered: readonly ResourceType[],
  knownOf: (resource: Resource) => string[],
): FieldProblem[] {
  return Object.entries(named ?? {}).flatMap(([type, names]) => {
    if (!answered.includes(type as ResourceType)) return [unknownName('nothing is answered of type', type, place, answered)];
    const known = knownOf(resourceOf(type));
    const what = place === 'fields' ? `${type} has no attribute` : `${type} has no extra field`;
    return (names as readonly string[])
      .filter(name => !known.includes(name))
      .map(name => unknownName(what, name, `${place}.${type}`, known, commonMistake(type, name)));
  });
}

function checkSideloadFilter({ sideloadFilter = {} }: AnyQuery, answered: readonly ResourceType[]): FieldProblem[] {
  return Object.entries(sideloadFilter).flatMap(([type, filter]) =>
    answered.includes(type as ResourceType)
      ? checkFilter(type as ResourceType, filter, `sideloadFilter.${type}`)
      : [unknownName('nothing is sideloaded of type', type, 'sideloadFilter', answered)],
  );
}

function checkPage(page: AnyQuery['page']): FieldProblem[] {
  if (!page) return [];
  const whole = Number.isSafeInteger(page.size) && Number.isSafeInteger(page.number);
  if (whole && page.size >= 1 && page.size <= largestPage && page.number >= 1) return [];
  return [{ attribute: 'page', pointer: 'page', message: `a page has 1 to ${largestPage} records and a number from 1` }];
}
