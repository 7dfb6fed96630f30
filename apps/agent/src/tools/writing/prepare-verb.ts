import type { ActionName, ResourceType } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { ToolContext, UndoCall } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { itemsIn, type Prepared } from './item-writes';
import { readRecord } from './records';

/** What a record is after a verb. That a voided journey is told as `deleted` is unconfirmed. */
const results: Readonly<Record<string, string>> = {
  abandon: 'abandoned',
  complete: 'completed',
  reactivate: 'active',
  void: 'deleted',
  archive: 'archived',
};
/** What leads back, by where it was before; a voided journey and an archived automation stay what they are. */
const inverses: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  abandon: { active: 'reactivate' },
  complete: { active: 'reactivate' },
  reactivate: { abandoned: 'abandon', completed: 'complete' },
};

const statusOf = (type: ResourceType): string => (type === 'path_journeys' ? 'journey_status' : 'status');

/** Looks at a change of state. A verb without an answer is found out about by the state. */
export async function prepareVerb(
  { type, action, parameters = {} }: { type: ResourceType; action: string; parameters?: Record<string, string> },
  id: string,
  context: ToolContext,
): Promise<Prepared> {
  const status = statusOf(type);
  const read = async () => readRecord(type, id, [status], context);
  const now = await read();
  const before = plainText(now.values[status]) ?? '';
  const after = results[action]!;
  return {
    label: now.label,
    link: now.link,
    changes: async () => [{ field: 'status', before, after }],
    notes: before === after ? ['It is so already: nothing would be written.'] : [],
    reaches: true,
    reversible: inverses[action]?.[before] !== undefined,
    alreadySo: before === after,
    before: { [status]: before },
    send: async signal => {
      await context.nation.act(type, id, action as ActionName<ResourceType>, parameters, signal);
      return undefined;
    },
    verify: async () => ((await read()).values[status] === after ? {} : undefined),
  };
}

/** The verbs that lead back. */
export function inverseVerbs(action: string, journal: Journal): UndoCall[] {
  return itemsIn(journal, 'done').flatMap(({ id, before }) => {
    const back = inverses[action]?.[String(before?.journey_status)];
    return back ? [{ tool: 'move_path_journey', input: { id, action: back } }] : [];
  });
}
