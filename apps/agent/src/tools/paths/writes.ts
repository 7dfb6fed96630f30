import type { ToolContext, UndoCall, WriteTool } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { idOf } from '../writing/find-by-name';
import { itemsIn } from '../writing/item-writes';
import { evenDoNotContact } from '../writing/outbound';
import { parameter } from '../writing/attribute-parameters';
import { inverseVerbs, prepareVerb } from '../writing/prepare-verb';
import { type Input, oneTargetTool } from '../writing/one-target-tool';
import { createTool, operationsFor, recordIdParameter, updateTool } from '../writing/record-tools';
import { textOf } from '../writing/words';

const journeyOffer = {
  current_step_id: 'Step, id or name.',
  point_person_id: 'Responsible person.',
  due_date: 'When due.',
} as const;
const rareOfJourneys = ['current_step_point_person_id', 'current_step_due_date', 'description', 'value_amount'] as const;

/** Journeys cannot be deleted: what was begun is left out of reports. */
const voidings = (_: Input, journal: Journal): UndoCall[] =>
  itemsIn(journal, 'done').flatMap(({ createdId: id }) =>
    id ? [{ tool: 'move_path_journey', input: { id, action: 'void' } }] : [],
  );

export const assignToPath = createTool({
  name: 'assign_to_path',
  type: 'path_journeys',
  effect: 'outbound',
  title: 'Putting a person on a path',
  did: 'Put on the path',
  description: 'Puts a person on a path.',
  offer: { signup_id: 'The person.', path_id: 'Path, id or name.', ...journeyOffer },
  rare: rareOfJourneys,
  required: ['signup_id', 'path_id'],
  more: evenDoNotContact,
  request: ({ include_do_not_contact: even }) => ({ reaches: true, evenDoNotContact: even === true }),
  undo: { class: 'exact', plan: voidings },
});

export const updatePathJourney = updateTool({
  name: 'update_path_journey',
  type: 'path_journeys',
  effect: 'outbound',
  title: 'Moving a person along a path',
  did: 'Moved',
  description: 'Changes a journey: moves to a step, sets dates or responsible people; null clears.',
  offer: journeyOffer,
  rare: rareOfJourneys,
  reaches: true,
  more: evenDoNotContact,
  request: async ({ id, current_step_id: step, include_do_not_contact: even }, context) => ({
    evenDoNotContact: even === true,
    ...(typeof step === 'string' && { attributes: { current_step_id: await stepOf(textOf(id), step, context) } }),
  }),
});

/** A step by its name is one of the path the journey is on. */
async function stepOf(journeyId: string, step: string, context: ToolContext): Promise<string> {
  const { nation, signal } = context;
  const { record } = await nation.show('path_journeys', journeyId, { fields: { path_journeys: ['path_id'] } }, signal);
  return idOf('path_steps', step, context, { path_id: record.attributes.path_id ?? null });
}

const reason = parameter('string', 'Reason, id or name of a path_journey_status_change of the path.').optional();
const journeyVerbs = ['complete', 'abandon', 'reactivate', 'void'] as const;

/** Reasons belong to a path. */
async function reasonOf(journeyId: string, given: unknown, context: ToolContext): Promise<Record<string, string>> {
  if (typeof given !== 'string') return {};
  const { nation, signal } = context;
  const { record } = await nation.show('path_journeys', journeyId, { fields: { path_journeys: ['path_id'] } }, signal);
  const scope = { path_id: record.attributes.path_id ?? null };
  return { path_journey_status_change_id: await idOf('path_journey_status_changes', given, context, scope) };
}

async function journeyVerb(
  action: string,
  { reason: why, include_do_not_contact: even }: Input,
  id: string,
  context: ToolContext,
) {
  const parameters = await reasonOf(id, why, context);
  return prepareVerb({ type: 'path_journeys', action, parameters, evenDoNotContact: even === true }, id, context);
}

export const deletePathJourney = oneTargetTool({
  name: 'delete_path_journey',
  effect: 'outbound',
  kind: 'path_journeys',
  title: 'Taking a person off a path',
  did: 'Took off the path',
  description: 'Takes a person off a path: abandons the journey, which is kept.',
  input: { id: recordIdParameter('Id of the journey.'), reason },
  operations: operationsFor('path_journeys', ['show', 'abandon'], ['listPathJourneyStatusChanges']),
  target: ({ id }) => ({ type: 'path_journeys', id: textOf(id) }),
  prepare: (input, id, context) => journeyVerb('abandon', input, id, context),
  undo: { class: 'exact', plan: (_, journal) => inverseVerbs('abandon', journal) },
});

export const movePathJourney = oneTargetTool({
  name: 'move_path_journey',
  effect: 'outbound',
  kind: 'path_journeys',
  title: 'Changing the state of a journey',
  did: 'Changed the journey of',
  description: 'Ends or reopens a journey. void leaves it out of reports for good.',
  input: {
    id: recordIdParameter('Id of the journey.'),
    action: parameter('string', 'What to do.', { choices: journeyVerbs }),
    reason,
    ...evenDoNotContact,
  },
  operations: operationsFor('path_journeys', ['show', ...journeyVerbs], ['listPathJourneyStatusChanges', 'showSignup']),
  target: ({ id }) => ({ type: 'path_journeys', id: textOf(id) }),
  prepare: (input, id, context) => journeyVerb(textOf(input.action), input, id, context),
  undo: { class: 'exact', plan: ({ action }, journal) => inverseVerbs(String(action), journal) },
});

/** Tools that write journeys. */
export const pathWrites: readonly WriteTool<Input>[] = [assignToPath, updatePathJourney, deletePathJourney, movePathJourney];
