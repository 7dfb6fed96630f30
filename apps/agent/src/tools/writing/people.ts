import type { Link } from '@nat/contracts';
import { NationBuilderError, type ReadQuery, type ResourceRecord } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import { nameFields, nameOf, placeField, placeOf } from '../kit/person';
import { isRecordId } from '../kit/record-ids';
import { recordsOfIds } from '../kit/records-by-id';
import { ToolError } from '../kit/tool-error';

/** A person as a card shows one, with what decides whether something may reach them. */
export interface Person {
  id: string;
  /** `Ana Ruiz, Austin`. */
  label: string;
  /** Asked not to be contacted at all. */
  doNotContact: boolean;
  /** Unsubscribed, or deceased: a mailing does not reach them. */
  unreachable: boolean;
  link?: Link;
}

const personQuery = {
  fields: { signups: [...nameFields, 'do_not_contact', 'unsubscribed_at', 'is_deceased'] },
  extraFields: { signups: [placeField] },
} as const satisfies ReadQuery<'signups'>;

function personOf(signup: ResourceRecord | ResourceRecord<'signups'>, { links }: ToolContext): Person {
  const { do_not_contact: refused, unsubscribed_at: left, is_deceased: dead } = signup.attributes as Record<string, unknown>;
  return {
    id: signup.id,
    label: personLabel(signup),
    doNotContact: refused === true,
    unreachable: dead === true || (left !== undefined && left !== null),
    link: links.to('signups', signup.id, nameOf(signup)),
  };
}

/** `Ana Ruiz, Austin`, or the name alone where the city is not known. */
export function personLabel(signup: Parameters<typeof nameOf>[0]): string {
  const { city } = placeOf(signup);
  return city ? `${nameOf(signup)}, ${city}` : nameOf(signup);
}

/** One person. Throws {@link ToolError} `not_found` when there is none of that id. */
export async function readPerson(id: string, context: ToolContext): Promise<Person> {
  if (!isRecordId(id)) throw personByName();
  try {
    const { record } = await context.nation.show('signups', id, personQuery, context.signal);
    return personOf(record, context);
  } catch (error) {
    if (error instanceof NationBuilderError && error.kind === 'not_found')
      throw new ToolError('not_found', `There is no person ${id} in this nation.`);
    throw error;
  }
}

/** The person of an address; of several, one who asked not to be contacted. Undefined when nobody has it. */
export async function personOfEmail(email: string, context: ToolContext): Promise<Person | undefined> {
  const query = { ...personQuery, filter: { email: { eq: email } }, page: { size: 20, number: 1 } };
  const { records } = await context.nation.list('signups', query, context.signal);
  const people = records.map(record => personOf(record, context));
  return people.find(({ doNotContact }) => doNotContact) ?? people[0];
}

/** Several people may have one name: whom is meant is decided before anything is written. */
export const personByName = (): ToolError =>
  new ToolError('invalid_input', 'A person is given by id. Find the person with list_signups first.');

/** Those of the people who still exist, a hundred per request. */
export async function* peopleOf(ids: readonly string[], context: ToolContext): AsyncGenerator<Person[]> {
  for await (const { records } of recordsOfIds('signups', ids, personQuery, context))
    yield records.map(record => personOf(record, context));
}

/** People who asked not to be contacted are left out of whatever may reach them, unless that was asked for (product CHAT-14). */
export function refuseDoNotContact({ doNotContact, label }: Person, evenSo = false): void {
  if (!doNotContact || evenSo) return;
  const message = `${label} asked not to be contacted and is left out. Only if the person asks for it expressly, set include_do_not_contact.`;
  throw new ToolError('do_not_contact', message);
}
