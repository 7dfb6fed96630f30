import type { ToolContext } from '../kit/define-tool';
import { countedRecords, nounsOf } from '../kit/nouns';
import { ToolError } from '../kit/tool-error';
import type { ResultSet } from '../results/result-sets';
import { peopleOf, type Person } from '../writing/people';

/** Targets one confirmation takes at most (agent.md section 6). */
export const caps = { members: 10_000, writes: 1_000, recipients: 5_000, deletes: 100 } as const;
/** Targets a card names. */
export const shownTargets = 5;

/**
 * The selection a bulk change is about.
 *
 * @throws ToolError when it is gone, empty, of another type, or larger than one confirmation takes.
 */
export async function selectionOf(
  handle: string,
  cap: number,
  context: ToolContext,
  type?: ResultSet['type'],
): Promise<ResultSet> {
  const set = await context.resultSets.get(handle);
  if (type && set.type !== type)
    throw new ToolError('result_set_type', `${set.id} holds ${nounsOf(set.type)}; this takes a selection of ${nounsOf(type)}.`);
  if (set.ids.length === 0) throw new ToolError('empty_selection', `${set.id} is empty: there is nothing to change.`);
  if (set.ids.length > cap)
    throw new ToolError(
      'too_many',
      `At most ${countedRecords(cap, set.type)} in one go, and ${set.id} holds ${set.ids.length.toLocaleString('en-US')}. ` +
        'Offer to split it: select a part, such as one city or period, and change that first.',
    );
  return set;
}

/** Said of a selection that is only a part of its matches. */
export const partialNote = ({ truncated }: ResultSet): string[] =>
  truncated ? ['The selection is only a part of all matches: not all of them could be read.'] : [];

/** The first people of a selection as a card names them; those who are gone are told. */
export async function sampleOf(ids: readonly string[], context: ToolContext): Promise<{ people: Person[]; notes: string[] }> {
  const first = ids.slice(0, shownTargets);
  const people: Person[] = [];
  for await (const some of peopleOf(first, context)) people.push(...some);
  const lost = first.length - people.length;
  const notes =
    lost > 0 ? [ids.length === lost ? 'The record was deleted meanwhile.' : 'Some of them were deleted meanwhile.'] : [];
  return { people, notes };
}
