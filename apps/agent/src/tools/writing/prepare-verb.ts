import { type ActionName, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { ToolContext, UndoCall } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { itemsIn, type Prepared } from './item-writes';
import { readRecord } from './records';

/** What leads back, by where it was before; a voided journey and an archived automation stay what they are. */
const inverses: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  abandon: { active: 'reactivate' },
  complete: { active: 'reactivate' },
  reactivate: { abandoned: 'abandon', completed: 'complete' },
};

/** The attribute that a verb changes, and to what: the catalog knows. */
function outcomeOf(type: ResourceType, action: string): [string, string] {
  const route = resourceOf(type).routes[action];
  const [outcome] = route?.kind === 'action' ? Object.entries(route.becomes) : [];
  if (!outcome) throw new Error(`${type} has no verb ${action}`);
  return outcome;
}

/** Looks at a change of state. */
export async function prepareVerb(
  { type, action, parameters = {} }: { type: ResourceType; action: string; parameters?: Record<string, string> },
  id: string,
  context: ToolContext,
): Promise<Prepared> {
  const [status, after] = outcomeOf(type, action);
  const now = await readRecord(type, id, [status], context);
  const before = plainText(now.values[status]) ?? '';
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
  };
}

/** The verbs that lead back. */
export function inverseVerbs(action: string, journal: Journal): UndoCall[] {
  return itemsIn(journal, 'done').flatMap(({ id, before }) => {
    const back = inverses[action]?.[String(before?.journey_status)];
    return back ? [{ tool: 'move_path_journey', input: { id, action: back } }] : [];
  });
}
