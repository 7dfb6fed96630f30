import { NationBuilderError, type ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import { nounOf } from '../kit/nouns';
import { gone, type Prepared } from './item-writes';
import { readRecord, restorableNames } from './records';

/** Types of which more is lost than the record: what hangs on it goes with it, so that it cannot be made anew. */
const lostWith: { readonly [T in ResourceType]?: string } = {
  signups: 'Their tags, lists, memberships and history go with them. A deleted person cannot be restored.',
  events: 'Its page, replies and ticket levels go with it. It cannot be restored; the page can be archived instead.',
  petitions: 'Its page and signatures go with it. It cannot be restored.',
  signup_tags: 'It is taken off everyone who has it. It cannot be restored.',
  lists: 'Its members are not kept. It cannot be restored.',
  paths: 'Its steps and journeys go with it. It cannot be restored.',
  pages: 'What stands on it goes with it. It cannot be restored.',
  surveys: 'Its questions and answers go with it. It cannot be restored.',
  survey_questions: 'Its choices and answers go with it. It cannot be restored.',
  elections: 'Its ballots go with it. It cannot be restored.',
  membership_types: 'Its memberships go with it. It cannot be restored.',
  suggestion_boxes: 'Its suggestions go with it. It cannot be restored.',
};

/** True when a deleted record of the type can be made anew, under a new id. */
export const canBeRecreated = (type: ResourceType): boolean => lostWith[type] === undefined;

/** Looks at a record that is to be deleted. Throws `not_found` when it is gone. */
export async function prepareDelete(type: ResourceType, id: string, context: ToolContext, wasSent = false): Promise<Prepared> {
  const now = await readRecord(type, id, restorableNames(type), context).catch((error: unknown) => {
    if (wasSent && isGone(error)) return undefined;
    throw error;
  });
  const send = async (signal: AbortSignal): Promise<undefined> => {
    await context.nation.delete(type, id, signal);
  };
  const changes = async () => [];
  if (!now) return { label: `${nounOf(type)} ${id}`, changes, notes: [gone], alreadySo: true, send };
  // The person of a reply is no attribute of it, and is needed to make it anew.
  const person = now.personId === undefined ? {} : { signup_id: now.personId };
  return {
    label: now.label,
    link: now.personId === undefined ? undefined : context.links.to('signups', now.personId, now.label),
    changes,
    notes: [lostWith[type] ?? 'It can be made anew, under a new id.'],
    reversible: canBeRecreated(type),
    repeatable: true,
    before: { ...now.values, ...person },
    send,
  };
}

const isGone = (error: unknown): boolean => error instanceof NationBuilderError && error.kind === 'not_found';
