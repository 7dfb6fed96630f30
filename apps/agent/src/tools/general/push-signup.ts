import { type OneRecord, resourceOf, type ShowQuery } from '@nat/nationbuilder';
import type { ToolContext, UndoCall } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { ToolError } from '../kit/tool-error';
import { itemsIn, newRecord, type Prepared } from '../writing/item-writes';
import { parameter } from '../writing/attribute-parameters';
import { askedBack, keptAfter, keptOf } from '../writing/kept-values';
import { prepareCreate } from '../writing/prepare-create';
import { prepareUpdate } from '../writing/prepare-update';
import { type Input, oneTargetTool } from '../writing/one-target-tool';
import { tierOfValues } from '../writing/tiers';
import { deletionOf } from '../writing/undo-calls';
import { wireValues } from '../writing/wire-values';

/** What NationBuilder matches people by. */
const { push } = resourceOf('signups').routes;
const keys = push?.kind === 'push' ? push.matchedBy : [];

type Values = Record<string, unknown>;
const valuesOf = (input: Input): Values => (input.attributes ?? {}) as Values;

/**
 * The person NationBuilder would match. Throws {@link ToolError} when nothing is given to match by, or when several would be:
 * by one key, or by several of which each is somebody else's.
 */
async function matchOf(attributes: Values, { nation, signal }: ToolContext): Promise<string | undefined> {
  const given = keys.filter(key => typeof attributes[key] === 'string' && attributes[key] !== '');
  if (given.length === 0)
    throw new ToolError(
      'invalid_input',
      'push_signup matches by email, external_id or another outside id: give one, or use create_signup.',
    );
  const matches = new Map<string, string>();
  for (const key of given) {
    const filter = { [key]: { eq: attributes[key] } } as never;
    const query = { filter, fields: { signups: ['first_name'] }, page: { size: 3, number: 1 } } as const;
    const { records } = await nation.list('signups', query, signal);
    if (records.length > 1)
      throw new ToolError(
        'ambiguous',
        `Several people have this ${key}: ${records.map(({ id }) => id).join(', ')}. Ask which, then use update_signup.`,
      );
    if (records.length === 1) matches.set(key, records[0]!.id);
  }
  const people = new Set(matches.values());
  if (people.size <= 1) return [...people][0];
  const said = Array.from(matches, ([key, id]) => `${key} is of ${id}`).join(', ');
  throw new ToolError('ambiguous', `These are several people: ${said}. Ask which, then use update_signup.`);
}

export const pushSignup = oneTargetTool({
  name: 'push_signup',
  effect: 'change',
  kind: 'signups',
  title: 'Matching or adding a person',
  did: 'Matched or added',
  description: 'Updates the person of this email or external_id, or adds one.',
  input: { attributes: parameter('object', 'As in create_signup.') },
  operations: ['pushSignup', 'listSignups', 'showSignup'],
  makes: 'signups',
  target: async (input, context) => ({ type: 'signups', id: (await matchOf(valuesOf(input), context)) ?? newRecord }),
  prepare: (input, id, context) => preparePush(valuesOf(input), id, context),
  raise: input => tierOfValues(valuesOf(input)),
  undo: { class: 'delete_created', plan: inverse },
});

/** NationBuilder matches once more: what it would match now has to be what the person decided about. */
async function preparePush(given: Values, id: string, context: ToolContext): Promise<Prepared> {
  const match = (await matchOf(given, context)) ?? newRecord;
  if (match !== id) throw new ToolError('changed_meanwhile', 'it would now change somebody else');
  const prepared =
    id === newRecord
      ? await prepareCreate({ type: 'signups', attributes: given }, context)
      : await prepareUpdate({ type: 'signups', attributes: given }, id, context);
  const attributes = await wireValues('signups', given, context);
  return {
    ...prepared,
    notes: [
      ...prepared.notes,
      id === newRecord ? 'Nobody matches: a new person would be added.' : 'The person exists and would be updated.',
    ],
    repeatable: true,
    send: async signal => {
      const write = { attributes };
      const pushed = await context.nation.push(write, askedBack('signups', write) as ShowQuery<'signups'>, signal);
      if (id !== newRecord) return { after: keptAfter('signups', prepared.after ?? {}, pushed as OneRecord) };
      return { createdId: pushed.record.id, after: keptOf('signups', write, pushed as OneRecord) };
    },
  };
}

/** Deletes who was added, or writes back what was there. */
function inverse(_: Input, journal: Journal): UndoCall[] {
  return itemsIn(journal, 'done').flatMap(({ id, createdId, before }) => {
    if (createdId !== undefined) return [deletionOf('signups', createdId)];
    return before ? [{ tool: 'change_record', input: { type: 'signups', action: 'update', id, attributes: before } }] : [];
  });
}
