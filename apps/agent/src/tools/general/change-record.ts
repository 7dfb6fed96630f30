import {
  findOperation,
  findResource,
  nearestNames,
  type Operation,
  type OperationKind,
  operationNames,
  type ResourceType,
  resourceTypes,
} from '@nat/nationbuilder';
import { reachOfReply } from '../events/reply-reach';
import type { ToolContext, UndoCall } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { nounOf } from '../kit/nouns';
import { operationsOfKind } from '../kit/operations-of-kind';
import { ToolError } from '../kit/tool-error';
import { itemsIn, newRecord, type Prepared } from '../writing/item-writes';
import { withPage } from '../writing/pages';
import { parameter } from '../writing/attribute-parameters';
import { type CreateRequest, prepareCreate } from '../writing/prepare-create';
import { canBeRecreated, prepareDelete } from '../writing/prepare-delete';
import { prepareUpdate } from '../writing/prepare-update';
import { inverseVerbs, prepareVerb } from '../writing/prepare-verb';
import { evenDoNotContact } from '../writing/outbound';
import { type Input, oneTargetTool } from '../writing/one-target-tool';
import { highest, reachesPeople, tierOf, tierOfValues } from '../writing/tiers';
import { deletionsOfMade, recreationsOf } from '../writing/undo-calls';
import { textOf } from '../writing/words';

type Values = Record<string, unknown>;
type Asked = { type: ResourceType; action: string; id?: string; attributes: Values; related: Values };

/** Kinds of operations that this tool makes; pushing and bulk work have tools of their own. */
const kinds = ['create', 'update', 'delete', 'action'] as const satisfies OperationKind[];
const isOffered = ({ kind }: Operation): boolean => (kinds as readonly OperationKind[]).includes(kind);

/** Which operation a call means. Throws {@link ToolError} that says which there are. */
function asked(input: Input): Asked {
  const type = textOf(input.type);
  if (!findResource(type)) {
    const near = nearestNames(type, resourceTypes);
    throw new ToolError(
      'invalid_input',
      `There is no type ${JSON.stringify(type.slice(0, 60))}. ${near.length > 0 ? `Nearest: ${near.join(', ')}.` : 'describe_records names the types.'}`,
    );
  }
  const action = textOf(input.action);
  const operation = findOperation(type, action);
  if (!operation || !isOffered(operation)) throw noSuchAction(type, action);
  const id = typeof input.id === 'string' ? input.id : undefined;
  if (operation.kind !== 'create' && id === undefined)
    throw new ToolError('invalid_input', `${action} needs the id of the ${nounOf(type as ResourceType)}.`);
  if (operation.kind === 'create' && id !== undefined) throw new ToolError('invalid_input', 'A new record has no id yet.');
  return {
    type: type as ResourceType,
    action,
    id,
    attributes: (input.attributes ?? {}) as Values,
    related: (input.related ?? {}) as Values,
  };
}

function noSuchAction(type: string, action: string): ToolError {
  const there = operationNames(type).filter(name => isOffered(findOperation(type, name)!));
  const elsewhere = findOperation(type, action) ? ' That one has a tool of its own.' : '';
  return new ToolError(
    'invalid_input',
    `${type} cannot ${action.slice(0, 60)} here; possible: ${there.join(', ') || 'nothing, it is read-only'}.${elsewhere}`,
  );
}

/** Values of everything that is written, for its tier. */
function allValues({ attributes, related }: Asked): Values {
  const along = Object.values(related).flat() as { create?: Values; attributes?: Values }[];
  return Object.assign({}, ...along.map(one => one?.create ?? one?.attributes ?? {}), attributes) as Values;
}

/** A related record that is deleted along is a deletion, whatever is done to the record itself. */
function deletesAlong({ related }: Asked): boolean {
  return (Object.values(related).flat() as { method?: string }[]).some(one => one?.method === 'destroy');
}

export const changeRecord = oneTargetTool({
  name: 'change_record',
  effect: 'change',
  kind: input => asked(input).type,
  title: 'Changing a record',
  makes: input => asked(input).type,
  did: 'Done',
  description:
    'Creates, updates or deletes a record of any type, or runs a verb of it, where no other tool does. describe_records tells attributes, needs and verbs.',
  input: {
    type: parameter('string', 'Type, such as lists, pages, paths, surveys.'),
    action: parameter('string', 'create, update, delete or a verb such as archive.'),
    id: parameter('string', 'Which; not for create.').optional(),
    attributes: parameter('object', 'Values; null clears.').optional(),
    related: parameter('object', '{relationship: {id} or {create: {…}}}; the page of a petition.').optional(),
    ...evenDoNotContact,
  },
  operations: operationsOfKind(...kinds),
  target: input => {
    const { type, id, attributes } = asked(input);
    const person = attributes.signup_id;
    if (id !== undefined) return { type, id };
    return typeof person === 'string' ? { type: 'signups', id: person } : { type, id: newRecord };
  },
  prepare: (input, id, context, wasSent) => prepare(asked(input), id, context, wasSent, input.include_do_not_contact === true),
  raise: input => {
    const call = asked(input);
    return highest(tierOf(call.type, call.action, {}), tierOfValues(allValues(call)), deletesAlong(call) && 'critical');
  },
  undo: { class: 'recreate', plan },
});

async function prepare(call: Asked, id: string, context: ToolContext, wasSent: boolean, evenSo: boolean): Promise<Prepared> {
  const { type, action, attributes, related } = call;
  if (action === 'delete') return prepareDelete(type, id, context, wasSent);
  if (action === 'update')
    return prepareUpdate({ type, attributes, related: related as never, evenDoNotContact: evenSo }, id, context);
  if (action !== 'create')
    return prepareVerb({ type, action, parameters: parametersOf(attributes), evenDoNotContact: evenSo }, id, context);
  const reach = type === 'event_rsvps' ? await reachOfGivenReply(call, context) : { reaches: reachesPeople(type) };
  const person = id === newRecord ? {} : { personId: id };
  const written = { attributes, related: await withPage(type, related, context) };
  return prepareCreate({ type, ...written, ...person, ...reach, evenDoNotContact: evenSo }, context);
}

function reachOfGivenReply({ attributes, related }: Asked, context: ToolContext): Promise<Partial<CreateRequest>> {
  const { id: signupId } = (related.signup ?? {}) as { id?: unknown };
  return reachOfReply({ event: attributes.event_id, signupId, email: attributes.email }, context);
}

const parametersOf = (attributes: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));

/** Whoever takes a change back asks for it expressly. */
const expressly = (type: ResourceType): object => (reachesPeople(type) ? { include_do_not_contact: true } : {});

function plan(input: Input, journal: Journal): UndoCall[] {
  const { type, action } = asked(input);
  if (action === 'create') return findOperation(type, 'delete') ? deletionsOfMade(type, journal) : withoutDelete(type, journal);
  if (action === 'delete') return canBeRecreated(type) ? recreationsOf(type, journal) : [];
  if (action !== 'update') return inverseVerbs(action, journal);
  return itemsIn(journal, 'done').flatMap(({ id, before }) =>
    before && Object.keys(before).length > 0
      ? [{ tool: 'change_record', input: { type, action: 'update', id, attributes: before, ...expressly(type) } }]
      : [],
  );
}

/** What cannot be deleted is put away: journeys are voided, automations archived. */
function withoutDelete(type: ResourceType, journal: Journal): UndoCall[] {
  const action = type === 'path_journeys' ? 'void' : 'archive';
  return itemsIn(journal, 'done').flatMap(({ createdId: id }) =>
    id ? [{ tool: 'change_record', input: { type, action, id } }] : [],
  );
}
