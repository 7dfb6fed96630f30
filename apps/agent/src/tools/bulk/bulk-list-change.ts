import { z } from 'zod';
import { defineTool, type Effect, type ToolContext, type ToolResult, type UndoCall, type WriteTool } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { ToolError } from '../kit/tool-error';
import { accountOf } from '../writing/account';
import { findNamed } from '../writing/find-by-name';
import { idsIn, itemsIn, planTargets } from '../writing/item-writes';
import { parameter } from '../writing/attribute-parameters';
import type { Input } from '../writing/one-target-tool';
import { highest, tierOfEffect } from '../writing/tiers';
import { deletionOf } from '../writing/undo-calls';
import { type List, listNamed, membersAmong } from './list-members';
import { lookedAt, markLeftOut, settleError, tellProgress, unfinished } from './outcome';
import { caps, partialNote, sampleOf, selectionOf } from './targets';
import { changeMembers, makeList, slugOf } from './temporary-list';
import { textOf } from '../writing/words';

const list = parameter('string', 'List, id or name.');
const person = parameter('string', 'One person,').optional();
const selection = parameter('string', 'or a selection.').optional();

const operations = [
  'addSignups',
  'removeSignups',
  'showAsyncProcess',
  'showList',
  'listLists',
  'listSignupListings',
  'listSignups',
];

interface ListTool {
  name: string;
  description: string;
  input: Record<string, z.ZodType>;
  /** True when the call takes people off. */
  removes(input: Input): boolean;
  operations: readonly string[];
}

/** Tools that put people on a list or take them off it, directly: two changing calls at most for up to 10,000 people. */
function listTool(rule: ListTool): WriteTool<Input> {
  return defineTool({
    name: rule.name,
    version: 1,
    effect: 'reversible',
    minRole: 'member',
    description: rule.description,
    input: z.strictObject(rule.input),
    operations: rule.operations,
    title: input => (rule.removes(input) ? 'Taking people off a list' : 'Putting people on a list'),
    tier: (_, effect) => highest('reversible', tierOfEffect(effect)),
    preview: (input, context) => preview(input, rule.removes(input), context),
    run: (input, context, write) => run(input, rule.removes(input), context, write),
    undo: { class: 'exact', plan: (input, journal) => inverse(input, rule.removes(input), journal) },
  });
}

export const addToList = listTool({
  name: 'add_to_list',
  description: 'Puts people on a list.',
  input: { list_id: list, signup_id: person, result_set: selection },
  removes: () => false,
  operations,
});

export const removeFromList = listTool({
  name: 'remove_from_list',
  description: 'Takes people off a list.',
  input: { list_id: list, signup_id: person, result_set: selection },
  removes: () => true,
  operations,
});

export const bulkListChange = listTool({
  name: 'bulk_list_change',
  description: 'Puts a selection on a list or on a new one, or takes it off.',
  input: {
    result_set: parameter('string', 'Selection of people.'),
    list_id: list.optional(),
    new_list_name: parameter('string', 'Instead: name of a list to make.').optional(),
    remove: parameter('boolean', 'Takes them off.').optional(),
  },
  removes: ({ remove }) => remove === true,
  operations: [...operations, 'createList'],
});

/** The people a call is about: one, or a selection. */
async function peopleFor(input: Input, context: ToolContext): Promise<{ ids: readonly string[]; notes: string[] }> {
  const { signup_id: one, result_set: handle } = input;
  if ((one === undefined) === (handle === undefined))
    throw new ToolError('invalid_input', 'Give either signup_id, for one person, or result_set, for many.');
  if (handle === undefined) return { ids: [textOf(one)], notes: [] };
  const set = await selectionOf(textOf(handle), caps.members, context, 'signups');
  return { ids: set.ids, notes: partialNote(set) };
}

async function preview(input: Input, remove: boolean, context: ToolContext): Promise<Effect> {
  const { new_list_name: newName } = input;
  if (newName !== undefined && (remove || input.list_id !== undefined))
    throw new ToolError('invalid_input', 'A new list is made only to put people on it, instead of list_id.');
  if (newName === undefined && input.list_id === undefined)
    throw new ToolError('invalid_input', 'Give list_id or new_list_name.');
  if (newName !== undefined && (await findNamed('lists', textOf(newName), context)))
    throw new ToolError('name_taken', 'A list of that name is there already. Give it as list_id, or choose another name.');
  const { ids, notes } = await peopleFor(input, context);
  const target = newName === undefined ? await listNamed(input.list_id, context) : undefined;
  const members = target ? await membersAmong(ids, target, context) : new Set<string>();
  const sample = await sampleOf(ids, context);
  if (ids.length === 1 && sample.people.length === 0)
    throw new ToolError('not_found', `There is no person ${ids[0]} in this nation.`);
  return {
    kind: 'person',
    count: ids.length,
    sample: sample.people.map(({ id, label }) => ({ id, label })),
    changes: [{ field: 'list', [remove ? 'before' : 'after']: target?.name ?? textOf(newName) }],
    reversible: members !== undefined,
    notes: [...membershipNotes(ids.length, members, remove), ...notes, ...sample.notes],
    targets: { type: 'signups', ids },
  };
}

function membershipNotes(count: number, members: Set<string> | undefined, remove: boolean): string[] {
  if (!members) return ['The list is too long to tell who is on it already, so this cannot be undone exactly.'];
  const so = remove ? count - members.size : members.size;
  if (so === 0) return [];
  return [`${so.toLocaleString('en-US')} ${remove ? 'are not on it' : 'are on it already'}.`];
}

async function run(
  input: Input,
  remove: boolean,
  context: ToolContext,
  { effect, journal }: { effect: Effect; journal: Journal },
): Promise<ToolResult> {
  const { ids } = effect.targets;
  const resumed = await planTargets(effect.targets, journal);
  const { list: target, isNew } = await targetList(input, ids, resumed, context);
  const members = await membersAmong(ids, target, context);
  const so = (id: string): boolean => members !== undefined && members.has(id) !== remove;
  await journal.mark(idsIn(journal, 'sent').filter(so), { state: 'done' });
  // On a list that was made for this, whoever is there was put there by an earlier run.
  await journal.mark(idsIn(journal, 'planned').filter(so), { state: isNew ? 'done' : 'alreadySo' });
  const open = idsIn(journal, 'planned', 'sent');
  tellProgress(journal, context);
  if (open.length > 0) await changeList({ list: target, remove, open, members }, context, journal);
  if (isNew) await journal.mark(idsIn(journal, 'done'), { state: 'done', createdId: target.id });
  tellProgress(journal, context);
  const links = [context.links.to('lists', target.id, target.name)];
  return accountOf(journal, {
    did: remove ? 'Took off the list' : 'Put on the list',
    links,
    madeType: 'lists',
    facts: { list_id: target.id },
  });
}

/** The list that is named, or a new one, which is found by its slug when an earlier run has made it. */
async function targetList(
  { new_list_name: newName, list_id: listId }: Input,
  ids: readonly string[],
  resumed: boolean,
  context: ToolContext,
): Promise<{ list: List; isNew: boolean }> {
  if (newName === undefined) return { list: await listNamed(listId, context), isNew: false };
  const name = textOf(newName);
  const id = await makeList({ slug: slugOf(`list ${name}`, ids), name, resumed }, context);
  return { list: resumed ? await listNamed(id, context) : { id, name, count: 0 }, isNew: true };
}

interface ListChange {
  list: List;
  remove: boolean;
  open: string[];
  /** Those of all targets who were on it before; undefined when it is too long. */
  members: Set<string> | undefined;
}

async function changeList(
  { list: target, remove, open, members }: ListChange,
  context: ToolContext,
  journal: Journal,
): Promise<void> {
  await journal.mark(open, { state: 'sent', ...(members === undefined && { before: { members_unknown: true } }) });
  const unread = { completed: false, status: 'unreadable' };
  const change = remove ? 'remove_signups' : 'add_signups';
  const process = await changeMembers(target.id, change, open, context).catch(async (error: unknown) =>
    (await settleError(error, context, journal)) === 'look' ? unread : undefined,
  );
  if (!process) return;
  await lookedAt(
    async () => {
      const after = await listNamed(target.id, context);
      const moved = remove ? target.count - after.count : after.count - target.count;
      if (process.completed && moved === open.length) return journal.mark(open, { state: 'done' });
      const now = await membersAmong(open, after, context);
      if (now) return markLeftOut(open, new Set(open.filter(id => now.has(id) !== remove)), process, context, journal);
      const reason = process.completed ? 'the list is too long to tell who is on it now' : unfinished(process);
      return journal.mark(open, { state: 'unknown', reason });
    },
    context,
    journal,
  );
}

/** Exactly those who changed sides; a list that was made for this is taken away. */
function inverse(input: Input, remove: boolean, journal: Journal): UndoCall[] {
  const done = itemsIn(journal, 'done');
  const [made] = done.flatMap(({ createdId }) => createdId ?? []);
  if (made !== undefined) return [deletionOf('lists', made)];
  const people = done.filter(({ before }) => before?.members_unknown !== true).map(({ id }) => id);
  return people.length > 0 ? [{ tool: 'bulk_list_change', input: { list_id: input.list_id, remove: !remove }, people }] : [];
}
