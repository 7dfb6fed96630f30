import { z } from 'zod';
import { plainText } from '../kit/clean-text';
import { defineTool, type Effect, type ToolContext, type ToolResult, type WriteTool } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { ToolError } from '../kit/tool-error';
import { accountOf } from '../writing/account';
import { findNamed, noSuchName } from '../writing/find-by-name';
import { idsIn, planTargets } from '../writing/item-writes';
import { parameter } from '../writing/attribute-parameters';
import type { Input } from '../writing/one-target-tool';
import { highest, tierOfEffect } from '../writing/tiers';
import { lookedAt, markLeftOut, settleError, tellProgress, unfinished } from './outcome';
import { countTagged, type Tag, taggedAmong } from './taggings';
import { caps, partialNote, sampleOf, selectionOf } from './targets';
import { slugOf, waitFor, withListOf } from './temporary-list';
import { textOf } from '../writing/words';

/** Up to so many people are looked at one by one afterwards; of more the tag is counted, and looked at when the count is off. */
const lookedAtEach = 100;

/**
 * Tags everybody of a selection, or takes the tag off them, by a list that lives for the moment: four changing calls for up to
 * 10,000 people, whatever their number.
 */
export const bulkTag: WriteTool<Input> = defineTool({
  name: 'bulk_tag',
  version: 1,
  effect: 'reversible',
  minRole: 'member',
  description: 'Tags everybody of a selection, or takes the tag off. Makes the tag if it is missing.',
  input: z.strictObject({
    result_set: parameter('string', 'Selection of people.'),
    tag: parameter('string', 'Name of the tag.'),
    remove: parameter('boolean', 'Takes it off.').optional(),
  }),
  operations: [
    'createList',
    'addSignups',
    'tagSignups',
    'untagSignups',
    'deleteList',
    'listLists',
    'showAsyncProcess',
    'listSignupTags',
    'listSignupTaggings',
    'listSignups',
  ],
  title: ({ remove }) => (remove === true ? 'Taking a tag off many people' : 'Tagging many people'),
  tier: (_, effect) => highest('reversible', tierOfEffect(effect)),
  preview,
  run,
  undo: {
    class: 'exact',
    // Exactly those who did not have the tag before: the others are on record as already so.
    plan: ({ tag, remove }, journal) => {
      const people = idsIn(journal, 'done');
      return people.length > 0 ? [{ tool: 'bulk_tag', input: { tag, remove: remove !== true }, people }] : [];
    },
  },
});

async function preview({ result_set: handle, tag: given, remove }: Input, context: ToolContext): Promise<Effect> {
  const set = await selectionOf(textOf(handle), caps.members, context, 'signups');
  const tag = await tagNamed(given, context);
  if (!tag && remove === true) throw await noSuchName('signup_tags', textOf(given), context);
  const { people, notes } = await sampleOf(set.ids, context);
  const having = tag ? (await taggedAmong(set.ids, tag, context)).size : 0;
  const so = remove === true ? set.ids.length - having : having;
  const number = so.toLocaleString('en-US');
  return {
    kind: 'person',
    count: set.ids.length,
    sample: people.map(({ id, label }) => ({ id, label })),
    changes: [{ field: 'tag', [remove === true ? 'before' : 'after']: plainText(tag?.name ?? given) }],
    reversible: true,
    notes: [
      ...(so > 0 ? [remove === true ? `${number} do not have it.` : `${number} already have it.`] : []),
      ...(tag ? [] : [`The tag “${plainText(given) ?? ''}” is new and will be made.`]),
      ...partialNote(set),
      ...notes,
    ],
    targets: { type: 'signups', ids: set.ids },
  };
}

async function run(
  input: Input,
  context: ToolContext,
  { effect, journal }: { effect: Effect; journal: Journal },
): Promise<ToolResult> {
  const remove = input.remove === true;
  const { ids } = effect.targets;
  const resumed = await planTargets(effect.targets, journal);
  const tag = await tagNamed(input.tag, context);
  const having = tag ? await taggedAmong(ids, tag, context) : new Set<string>();
  const so = (id: string): boolean => having.has(id) !== remove;
  // What was sent before a crash and is so now was done by us; who never got that far had it from somebody else.
  await journal.mark(idsIn(journal, 'sent').filter(so), { state: 'done' });
  await journal.mark(idsIn(journal, 'planned').filter(so), { state: 'alreadySo' });
  const open = idsIn(journal, 'planned', 'sent');
  tellProgress(journal, context);
  if (open.length > 0)
    await changeTag({ name: tag?.name ?? textOf(input.tag).trim(), tag, remove, open, ids, resumed }, context, journal);
  tellProgress(journal, context);
  const links = tag ? [context.links.to('signup_tags', tag.id, tag.name)] : [];
  return accountOf(journal, { did: remove ? 'Took the tag off' : 'Tagged', links });
}

interface TagChange {
  name: string;
  /** The tag as it was before; absent when there was none. */
  tag?: Tag;
  remove: boolean;
  open: string[];
  ids: readonly string[];
  resumed: boolean;
}

async function changeTag(
  { name, tag, remove, open, ids, resumed }: TagChange,
  context: ToolContext,
  journal: Journal,
): Promise<void> {
  const verb = remove ? 'untag' : 'tag';
  const list = {
    slug: slugOf(`${verb} ${name}`, ids),
    name: `Temporary, made by Nat: ${verb} ${name}`.slice(0, 120),
    ids: open,
    resumed,
  };
  const unread = { completed: false, status: 'unreadable', filled: true };
  const process = await withListOf(list, context, async listId => {
    await journal.mark(open, { state: 'sent' });
    return waitFor(await context.nation.tagMembers(listId, verb, name, context.signal), context);
  }).catch(async (error: unknown) => ((await settleError(error, context, journal)) === 'look' ? unread : undefined));
  if (!process) return;
  if (!process.filled) return journal.mark(open, { state: 'failed', reason: unfinished(process) });
  await lookedAt(
    async () => {
      const after = await tagNamed(name, context, tag);
      const expected = (tag?.count ?? 0) + (remove ? -open.length : open.length);
      if (process.completed && open.length > lookedAtEach && (after?.count ?? 0) === expected)
        return journal.mark(open, { state: 'done' });
      const having = after ? await taggedAmong(open, after, context) : new Set<string>();
      return markLeftOut(open, new Set(open.filter(id => having.has(id) !== remove)), process, context, journal);
    },
    context,
    journal,
  );
}

/** The tag of that name and how many have it, counted. */
async function tagNamed(given: unknown, context: ToolContext, known?: Tag): Promise<Tag | undefined> {
  const name = textOf(given).trim();
  if (name === '' || name.length > 200) throw new ToolError('invalid_input', 'The name of a tag has 1 to 200 characters.');
  const found = known ?? (await findNamed('signup_tags', name, context));
  return found && { id: found.id, name: found.name, count: await countTagged(found, context) };
}
