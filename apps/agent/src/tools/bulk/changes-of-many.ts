import type { ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import { ToolError } from '../kit/tool-error';
import { gone, type Prepared } from '../writing/item-writes';
import { prepareCreate } from '../writing/prepare-create';
import { prepareDelete } from '../writing/prepare-delete';
import { prepareUpdate } from '../writing/prepare-update';
import { refuseMisfits, wireValues } from '../writing/wire-values';
import type { PeopleAhead } from './people-ahead';
import { caps } from './targets';

type Values = Record<string, unknown>;

interface Target {
  id: string;
  type: ResourceType;
  /** As the API takes them. */
  values: Values;
  ahead: PeopleAhead;
  evenSo: boolean;
  wasSent: boolean;
}

/** A change that is made to many records one by one. */
export interface Change {
  title: string;
  did: string;
  cap: number;
  /** Type of what it makes for each person; absent where it changes the record itself. */
  makes?: ResourceType;
  /** True when it may reach the person. */
  reaches?: boolean;
  /** Values of the call as the API takes them, checked. Throws ToolError before anything is written. */
  values(given: Values, type: ResourceType, context: ToolContext): Promise<Values>;
  prepare(target: Target, context: ToolContext): Promise<Prepared>;
}

/** Makes a record about each person. What is the same for all of them is resolved once. */
function making(
  makes: ResourceType,
  rest: Pick<Change, 'title' | 'did' | 'cap' | 'reaches'>,
  defaults?: (context: ToolContext) => Promise<Values>,
): Change {
  return {
    ...rest,
    makes,
    values: async (given, _, context) => {
      const values = await wireValues(makes, { ...(await defaults?.(context)), ...given }, context);
      refuseMisfits(makes, { attributes: { ...values, signup_id: '1' } }, 'create');
      return values;
    },
    prepare: async ({ id, values, ahead, evenSo }, context) => {
      const person = await ahead.find(id);
      if (!person) throw new ToolError('not_found', gone);
      const attributes = { ...values, signup_id: id };
      if (rest.reaches && person.doNotContact && !evenSo) throw new ToolError('do_not_contact', 'asked not to be contacted');
      return prepareCreate({ type: makes, attributes, person, reaches: rest.reaches, evenDoNotContact: evenSo }, context);
    },
  };
}

/** The connected user is who contacted, unless somebody else is named. */
const author = async ({ nation, signal }: ToolContext): Promise<Values> => ({
  author_id: (await nation.me({ fields: { signups: ['first_name'] } }, signal)).record.id,
});

const update: Change = {
  title: 'Changing many records',
  did: 'Changed',
  cap: caps.writes,
  values: async (given, type, context) => {
    const values = await wireValues(type, given, context);
    refuseMisfits(type, { attributes: values }, 'update');
    return values;
  },
  prepare: ({ id, type, values, evenSo }, context) =>
    prepareUpdate({ type, attributes: values, evenDoNotContact: evenSo }, id, context),
};

const remove: Change = {
  title: 'Deleting many records',
  did: 'Deleted',
  cap: caps.deletes,
  values: async given => {
    if (Object.keys(given).length > 0) throw new ToolError('invalid_input', 'A deletion takes no values.');
    return {};
  },
  prepare: ({ id, type, wasSent }, context) => prepareDelete(type, id, context, wasSent),
};

/** What can be done to every record of a selection. */
export const changes = {
  update,
  log_contact: making('contacts', { title: 'Logging many contacts', did: 'Logged contacts with', cap: caps.writes }, author),
  assign_to_path: making('path_journeys', {
    title: 'Putting many people on a path',
    did: 'Put on the path',
    cap: caps.recipients,
    reaches: true,
  }),
  enroll: making('automation_enrollments', {
    title: 'Enrolling many people in an automation',
    did: 'Enrolled',
    cap: caps.recipients,
    reaches: true,
  }),
  delete: remove,
} satisfies Record<string, Change>;

export type ChangeName = keyof typeof changes;
export const isChange = (name: unknown): name is ChangeName => typeof name === 'string' && Object.hasOwn(changes, name);
