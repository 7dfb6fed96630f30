import { type ActionName, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { ToolContext, UndoCall } from '../kit/define-tool';
import type { Journal } from '../kit/journal';
import { itemsIn, type Prepared } from './item-writes';
import { readPerson, refuseDoNotContact } from './people';
import { readRecord } from './records';

/** What leads back, by where it was before; a voided journey and an archived automation stay what they are. */
const inverses: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  abandon: { active: 'reactivate' },
  complete: { active: 'reactivate' },
  reactivate: { abandoned: 'abandon', completed: 'complete' },
};

/** Why a journey ended: it goes when the journey is reopened, and comes again when that is taken back. */
const reason = 'path_journey_status_change_id';

/** The attribute that a verb changes, and to what: the catalog knows. */
function outcomeOf(type: ResourceType, action: string): [string, string] {
  const route = resourceOf(type).routes[action];
  const [outcome] = route?.kind === 'action' ? Object.entries(route.becomes) : [];
  if (!outcome) throw new Error(`${type} has no verb ${action}`);
  return outcome;
}

/** A change of state that is to be made. */
interface VerbRequest {
  type: ResourceType;
  action: string;
  parameters?: Record<string, string>;
  /** Asked for expressly. */
  evenDoNotContact?: boolean;
}

/** Looks at a change of state. Throws `ToolError` `do_not_contact` when it would put somebody back on a path who wants no contact. */
export async function prepareVerb(
  { type, action, parameters = {}, evenDoNotContact }: VerbRequest,
  id: string,
  context: ToolContext,
): Promise<Prepared> {
  const [status, after] = outcomeOf(type, action);
  const names = Object.hasOwn(resourceOf(type).attributes, reason) ? [status, reason] : [status];
  const now = await readRecord(type, id, names, context);
  const before = plainText(now.values[status]) ?? '';
  if (action === 'reactivate' && now.personId !== undefined)
    refuseDoNotContact(await readPerson(now.personId, context), evenDoNotContact);
  return {
    label: now.label,
    link: now.link,
    changes: async () => [{ field: 'status', before, after }],
    notes: before === after ? ['It is so already: nothing would be written.'] : [],
    reaches: true,
    reversible: inverses[action]?.[before] !== undefined,
    alreadySo: before === after,
    before: { ...now.values, [status]: before },
    after: { [status]: after, ...(parameters[reason] !== undefined && { [reason]: parameters[reason] }) },
    send: async signal => {
      await context.nation.act(type, id, action as ActionName<ResourceType>, parameters, signal);
      return undefined;
    },
  };
}

/** The verbs that lead back, whoever it is about: whoever takes a change back asks for it expressly. */
export function inverseVerbs(action: string, journal: Journal): UndoCall[] {
  return itemsIn(journal, 'done').flatMap(({ id, before }) => {
    const back = inverses[action]?.[String(before?.journey_status)];
    const why = back !== 'reactivate' && typeof before?.[reason] === 'string' && { reason: before[reason] };
    return back ? [{ tool: 'move_path_journey', input: { id, action: back, ...why, include_do_not_contact: true } }] : [];
  });
}
