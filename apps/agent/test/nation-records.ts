import { findResource, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { type NationDouble, page, record } from './nation-double';

/** Records by type; a value named like a to-one relationship is the id of its target, as `signup: '7'`. */
export type Records = Partial<Record<ResourceType, ({ id: string } & Record<string, unknown>)[]>>;

type Stored = { id: string } & Record<string, unknown>;

/**
 * Lets the double answer lists and records of a small nation: filters, order, pages, counts, to-one sideloads and sparse fields.
 * It is no model of NationBuilder, only enough of it to see what tools make of answers.
 */
export function serve(nation: NationDouble, records: Records): void {
  nation.answer = ({ path, query }) => {
    const [, type, id, sub] = /\/api\/v2\/(\w+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path) ?? [];
    if (!findResource(type ?? '')) return undefined;
    const stored = records[type as ResourceType] ?? [];
    if (id !== undefined && sub === undefined) {
      const one = stored.find(each => each.id === id);
      return one && { body: { data: rendered(type!, one, query), included: sideloads(type!, [one], query, records) } };
    }
    const matches = sub
      ? (records.signups ?? [])
      : sorted(
          stored.filter(each => matchesAll(withPerson(type!, each, query, records), query)),
          query.get('sort'),
        );
    const size = Number(query.get('page[size]') ?? 20);
    const shown = matches.slice((Number(query.get('page[number]') ?? 1) - 1) * size).slice(0, size);
    const total = query.has('stats[total]') ? matches.length : undefined;
    const answered = sub ? 'signups' : type!;
    return page(
      shown.map(each => rendered(answered, each, query)),
      { total, included: sideloads(answered, shown, query, records) },
    );
  };
}

/** Tags are filtered by a person who carries them, which is no attribute of a tag. */
function withPerson(type: string, each: Stored, query: URLSearchParams, records: Records): Stored {
  const person = type === 'signup_tags' ? query.get('filter[signup_id]') : null;
  const carries = records.signup_taggings?.some(({ signup_id: id, tag_id: tag }) => id === person && tag === each.id);
  return carries ? { ...each, signup_id: person } : each;
}

function matchesAll(each: Stored, query: URLSearchParams): boolean {
  return [...query].every(([key, value]) => {
    const [, name, operator = 'eq'] = /^filter\[(\w+)\](?:\[(\w+)\])?$/.exec(key) ?? [];
    if (name === undefined) return true;
    const negated = operator.startsWith('not_');
    return holds(each[name], operator.replace(/^not_/, ''), value) !== negated;
  });
}

function holds(is: unknown, operator: string, wanted: string): boolean {
  if (wanted === 'null') return is === null || is === undefined;
  if (is === null || is === undefined) return false;
  if (typeof is === 'object')
    return Object.entries(JSON.parse(wanted) as object).every(([key, value]) => (is as Stored)[key] === value);
  const [one, other] = [textOf(is).toLowerCase(), wanted.toLowerCase()];
  const rank = (text: string): number => (/^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number(text));
  switch (operator) {
    case 'eql':
      return textOf(is) === wanted;
    case 'match':
      return one.includes(other);
    case 'gt':
      return rank(one) > rank(other);
    case 'gte':
      return rank(one) >= rank(other);
    case 'lt':
      return rank(one) < rank(other);
    case 'lte':
      return rank(one) <= rank(other);
    default:
      return other.split(',').includes(one);
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function sorted(all: Stored[], sort: string | null): Stored[] {
  if (!sort) return all;
  const name = sort.replace(/^-/, '');
  const rank = (each: Stored): number | string =>
    typeof each[name] === 'number' ? (each[name] as number) : textOf(each[name] ?? '');
  const direction = sort.startsWith('-') ? -1 : 1;
  return all.toSorted((a, b) => direction * (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))));
}

/** Only what was asked for: a field that is not named is not answered. */
function rendered(type: string, each: Stored, query: URLSearchParams) {
  const asked = `${query.get(`fields[${type}]`) ?? ''},${query.get(`extra_fields[${type}]`) ?? ''}`.split(',');
  const attributes = Object.fromEntries(asked.filter(name => name in each).map(name => [name, each[name]]));
  const links = includes(query).flatMap(name => {
    const target = targetOf(type, each, name);
    return target ? [[name, `${target.type}/${target.id}`] as const] : [];
  });
  return record(type, each.id, attributes, Object.fromEntries(links));
}

const includes = (query: URLSearchParams): string[] => query.get('include')?.split(',') ?? [];

function targetOf(type: string, each: Stored, name: string): { type: ResourceType; id: string } | undefined {
  const relationship = resourceOf(type).relationships[name];
  const id = relationship?.kind === 'one' ? (each[relationship.key ?? name] ?? each[name]) : undefined;
  return typeof id === 'string' ? { type: relationship!.type as ResourceType, id } : undefined;
}

function sideloads(type: string, all: Stored[], query: URLSearchParams, records: Records) {
  return all.flatMap(each =>
    includes(query).flatMap(name => {
      const target = targetOf(type, each, name);
      const found = target && records[target.type]?.find(({ id }) => id === target.id);
      return found ? [rendered(target.type, found, new URLSearchParams([...query].filter(([key]) => key !== 'include')))] : [];
    }),
  );
}
