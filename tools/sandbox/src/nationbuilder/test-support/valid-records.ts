import { type Attribute, type Operation, resourceOf } from '@nat/nationbuilder';
import { targetOfKey } from '../engine/served-types';
import type { Api, Written } from './api';
import { NOW } from './sign-in';

let made = 0;
/** A text that no other record has. */
export const unique = (): string => `made ${(made += 1)}`;

/** Values that the catalog alone does not tell, by `type.attribute`; a list names the records it is one of. */
const special: Readonly<Record<string, unknown>> = {
  'automation_enrollments.automation_id': 'automations?filter[status]=running',
  'survey_question_responses.survey_question_id': 'survey_questions?filter[question_format]=text',
  'survey_questions.question_format': 'text',
};

/** Which group of `requiredOneOf` is sent; else the first. */
const chosenGroup: Readonly<Record<string, number>> = { event_rsvps: 1 };

/** What a create of a type needs, and no more, made from the catalog. People it is about are made first. */
export async function minimalRecord(api: Api, type: string): Promise<Written> {
  const { requiredOnCreate, requiredOneOf, attributes, sideposting } = resourceOf(type);
  const needed = [...requiredOnCreate, ...(requiredOneOf[chosenGroup[type] ?? 0] ?? [])];
  const values: Record<string, unknown> = {};
  for (const name of needed) {
    const attribute = attributes[name];
    if (attribute) values[name] = await valueFor(api, type, name, attribute);
  }
  const page = sideposting.page;
  return page?.pageType ? { attributes: values, ...(await sidepostedPage(api, page.pageType)) } : { attributes: values };
}

/** A page that is created together with its event or petition. */
export async function sidepostedPage(api: Api, page_type_name: string): Promise<Written> {
  const attributes = { ...(await minimalRecord(api, 'pages')).attributes, page_type_name };
  return {
    relationships: { page: { data: { type: 'pages', 'temp-id': 'new', method: 'create' } } },
    included: [{ type: 'pages', 'temp-id': 'new', attributes }],
  };
}

async function valueFor(api: Api, type: string, name: string, attribute: Attribute): Promise<unknown> {
  const known = special[`${type}.${name}`];
  if (attribute.kind === 'id') return idFor(api, known, type, name);
  return known ?? valueOfKind(name, attribute);
}

/** People are always new ones, so that no two records of a test are about the same. */
async function idFor(api: Api, address: unknown, type: string, name: string): Promise<string> {
  const target = targetOfKey(type, name) ?? 'signups';
  if (target === 'signups') return newPerson(api);
  const [record] = await api.list(typeof address === 'string' ? address : target);
  if (!record) throw new Error(`the nation has no ${target}`);
  return record.id;
}

/** Id of somebody who was not there before. */
export async function newPerson(api: Api, attributes: object = {}): Promise<string> {
  return (await api.made('signups', { first_name: 'New', last_name: unique(), ...attributes })).id;
}

function valueOfKind(name: string, { kind, choices }: Attribute): unknown {
  if (choices) return choices[0];
  if (name === 'email') return `${unique().replace(' ', '')}@example.org`;
  const values: Partial<Record<Attribute['kind'], unknown>> = {
    text: unique(),
    integer: 100,
    decimal: '12.50',
    time: NOW,
    date: NOW.slice(0, 10),
    flag: true,
    object: {},
    address: { city: 'Austin' },
  };
  return values[kind];
}

/** An attribute that can be written and takes no object. */
export const writableName = (type: string): string =>
  Object.entries(resourceOf(type).attributes).find(([, { access, kind }]) => access === 'rw' && kind !== 'object')?.[0] ?? '';

/** An attribute that can be written, with a value for it. */
export function someChange(type: string): { name: string; value: unknown } {
  const names = Object.entries(resourceOf(type).attributes).filter(([, { access }]) => access === 'rw');
  const text = names.find(([name, { kind }]) => kind === 'text' && !name.includes('email'));
  const [name, attribute] = text ?? names.find(([, { kind }]) => kind === 'flag') ?? [];
  if (name === undefined || !attribute) throw new Error(`${type} has nothing to write`);
  return { name, value: valueOfKind(name, attribute) };
}

/** Id of a record that an operation can be about: a new one where the type can be created. */
export async function recordFor(api: Api, { type, id }: Operation): Promise<string> {
  if (type === 'async_processes') return startedProcess(api);
  if (resourceOf(type).operations.create === undefined) return (await api.list(type))[0]?.id ?? '';
  const written = await minimalRecord(api, type);
  const { id: record } = await api.made(type, written.attributes ?? {}, written);
  if (id === 'reactivatePathJourney') await api.call('PATCH', `path_journeys/${record}/complete`);
  return record;
}

async function startedProcess(api: Api): Promise<string> {
  const list = (await api.made('lists', { name: unique() })).id;
  const { body } = await api.call('PATCH', `lists/${list}/tag`, { data: { type: 'lists', id: list, tag: unique() } });
  return body.token ?? '';
}
