import { z } from 'zod';
import {
  defineTool,
  type Effect,
  type ToolContext,
  type ToolResult,
  type UndoCall,
  type UndoClass,
  type WriteTool,
} from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { nounOf } from '../kit/nouns';
import { ToolError } from '../kit/tool-error';
import { automationNotes } from '../outreach/writes';
import type { ResultSet } from '../results/result-sets';
import { accountOf } from '../writing/account';
import { changesOf } from '../writing/changes';
import { namesOfIds } from '../writing/names-of-ids';
import { itemsIn, runItems } from '../writing/item-writes';
import { evenDoNotContact } from '../writing/outbound';
import { parameter } from '../writing/attribute-parameters';
import { canBeRecreated } from '../writing/prepare-delete';
import { readRecord } from '../writing/records';
import { cannotBeUndone, type Input } from '../writing/one-target-tool';
import { operationsFor } from '../writing/record-tools';
import { highest, reachesPeople, tierOf, tierOfEffect, tierOfValues } from '../writing/tiers';
import { deletionsOfMade, recreationsOf } from '../writing/undo-calls';
import { changes, type Change, type ChangeName, isChange } from './changes-of-many';
import { PeopleAhead } from './people-ahead';
import { partialNote, selectionOf, shownTargets } from './targets';
import { textOf } from '../writing/words';

/** Changes everybody of a selection one by one: for what has no list-level operation. */
export const bulkChange: WriteTool<Input> = defineTool({
  name: 'bulk_change',
  version: 1,
  effect: 'change',
  minRole: 'member',
  description:
    'Changes every record of a selection: update (values: attributes), delete, or, of people, log_contact, assign_to_path, ' +
    'enroll (values: parameters of that tool besides signup_id).',
  input: z.strictObject({
    result_set: parameter('string', 'Selection.'),
    change: parameter('string', 'What to do.', { choices: Object.keys(changes) }),
    values: parameter('object', 'See above.').optional(),
    ...evenDoNotContact,
  }),
  operations: [
    ...operationsFor('signups', ['update', 'delete', 'list', 'show']),
    ...operationsFor('contacts', ['create']),
    ...operationsFor('path_journeys', ['create', 'list']),
    ...operationsFor('automation_enrollments', ['create', 'list']),
    'meSignup',
  ],
  title: ({ change }) => changes[nameOf(change)].title,
  tier: ({ change, values }, effect) =>
    highest(
      'change',
      tierOf(changes[nameOf(change)].makes ?? effect.targets.type, actionOf(nameOf(change)), {}),
      tierOfValues((values ?? {}) as Input),
      tierOfEffect(effect),
    ),
  preview,
  run,
  undo: { class: 'recreate', classOf: ({ change }) => undoClasses[nameOf(change)], plan },
});

/** How each kind of change is taken back; a path that was begun is voided. */
const undoClasses: Record<ChangeName, UndoClass> = {
  update: 'restore',
  delete: 'recreate',
  log_contact: 'delete_created',
  assign_to_path: 'exact',
  enroll: 'delete_created',
};

function nameOf(change: unknown): ChangeName {
  if (!isChange(change))
    throw new ToolError('invalid_input', `There is no change of that name. There are: ${Object.keys(changes).join(', ')}.`);
  return change;
}

const actionOf = (change: ChangeName): string => (change === 'update' || change === 'delete' ? change : 'create');

async function preview(input: Input, context: ToolContext): Promise<Effect> {
  const name = nameOf(input.change);
  const change = changes[name];
  const set = await selectionOf(textOf(input.result_set), change.cap, context, change.makes && 'signups');
  const even = input.include_do_not_contact === true;
  const { ids, notes } = change.reaches ? await reachable(set, even, context) : { ids: set.ids, notes: [] };
  const type = change.makes ?? set.type;
  const values = await change.values((input.values ?? {}) as Input, set.type, context);
  const reversible = name !== 'delete' || canBeRecreated(set.type);
  const { sample, notes: lost } = await sampleOf(set, ids, context);
  return {
    kind: nounOf(set.type),
    count: ids.length,
    sample,
    changes: changesOf(type, undefined, values, context.timeZone, await namesOfIds(type, values, context)),
    reversible,
    ...(change.reaches && { recipients: ids.length }),
    notes: [
      ...(name === 'enroll' ? await automationNotes(String(values.automation_id), context) : []),
      ...notes,
      ...partialNote(set),
      ...lost,
      ...(reversible ? [] : [cannotBeUndone]),
    ],
    targets: { type: set.type, ids },
  };
}

/** Whom something may reach: people who asked not to be contacted, unsubscribed or died are left out and counted (CHAT-14). */
async function reachable(set: ResultSet, even: boolean, context: ToolContext): Promise<{ ids: string[]; notes: string[] }> {
  const ahead = new PeopleAhead(set.ids, context);
  const out = { refused: 0, unreachable: 0, gone: 0 };
  const ids: string[] = [];
  for (const id of set.ids) {
    const person = await ahead.find(id);
    if (!person) out.gone += 1;
    else if (person.doNotContact && !even) out.refused += 1;
    else if (person.unreachable && !even) out.unreachable += 1;
    else ids.push(id);
  }
  const say = (count: number, what: string): string[] => (count > 0 ? [`${count.toLocaleString('en-US')} ${what}`] : []);
  const notes = [
    ...say(out.refused, 'asked not to be contacted and are left out.'),
    ...say(out.unreachable, 'have unsubscribed or died and are left out.'),
    ...say(out.gone, 'were deleted meanwhile and are left out.'),
  ];
  if (ids.length === 0) throw new ToolError('nobody_left', `Nobody is left to reach. ${notes.join(' ')}`);
  return { ids, notes };
}

async function sampleOf({ type }: ResultSet, ids: readonly string[], context: ToolContext) {
  const read = await Promise.allSettled(ids.slice(0, shownTargets).map(id => readRecord(type, id, [], context)));
  const sample = read.flatMap(one => (one.status === 'fulfilled' ? [{ id: one.value.id, label: one.value.label }] : []));
  return { sample, notes: sample.length < read.length ? ['Some of them were deleted meanwhile.'] : [] };
}

async function run(
  input: Input,
  context: ToolContext,
  { effect, journal }: { effect: Effect; journal: Journal },
): Promise<ToolResult> {
  const change: Change = changes[nameOf(input.change)];
  const { type, ids } = effect.targets;
  const values = await change.values((input.values ?? {}) as Input, type, context);
  const ahead = new PeopleAhead(ids, context);
  const evenSo = input.include_do_not_contact === true;
  const prepare = (id: string, wasSent: boolean) => change.prepare({ id, type, values, ahead, evenSo, wasSent }, context);
  await runItems(effect, prepare, context, journal);
  return accountOf(journal, { did: change.did, madeType: change.makes });
}

function plan({ change }: Input, journal: Journal): UndoCall[] {
  const name = nameOf(change);
  const { makes } = changes[name];
  const type = journal.items()[0]?.type;
  if (type === undefined) return [];
  if (name === 'delete') return canBeRecreated(type) ? recreationsOf(type, journal) : [];
  if (name === 'assign_to_path')
    return itemsIn(journal, 'done').flatMap(({ createdId: id }) =>
      id ? [{ tool: 'move_path_journey', input: { id, action: 'void' } }] : [],
    );
  if (makes) return deletionsOfMade(makes, journal);
  // Whoever takes a change back asks for it expressly.
  const expressly = reachesPeople(type) ? { include_do_not_contact: true } : {};
  return itemsIn(journal, 'done').flatMap(({ id, before }) =>
    before ? [{ tool: 'change_record', input: { type, action: 'update', id, attributes: before, ...expressly } }] : [],
  );
}
