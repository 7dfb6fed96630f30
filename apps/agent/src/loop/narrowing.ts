import type { NationSettings } from '@nat/contracts';
import { operations, type ResourceType } from '@nat/nationbuilder';
import { isDeletion } from './gate';
import type { LookedAt } from './looked-at';
import { type Refusal, refused } from './tool-outcome';

const money: ReadonlySet<string> = new Set<ResourceType>([
  'donations',
  'pledges',
  'memberships',
  'membership_types',
  'event_ticket_levels',
]);
/** As many targets in one call are a bulk change (product BULK-1). */
const bulkFrom = 5;

/** Why a nation's settings do not let a change be made; undefined when they do. They only ever narrow. Pure. */
export function barredBy(
  { readOnly, disabledToolGroups, agentDisabled }: Pick<NationSettings, 'readOnly' | 'disabledToolGroups' | 'agentDisabled'>,
  call: Pick<LookedAt, 'tool' | 'input' | 'effect' | 'tier'>,
): Refusal | undefined {
  if (agentDisabled) return refused('agent_disabled', 'Nat is switched off at the moment. Nothing was changed.');
  if (readOnly) return refused('read_only', 'Changes are switched off for this nation by its admins. Nothing was changed.');
  const group = disabledToolGroups.find(name => belongs[name](call));
  if (group === undefined) return undefined;
  return refused('tool_group_disabled', `${said[group]} switched off for this nation by its admins. Nothing was changed.`);
}

type Call = Pick<LookedAt, 'tool' | 'input' | 'effect' | 'tier'>;
type Group = NationSettings['disabledToolGroups'][number];

const belongs: Record<Group, (call: Call) => boolean> = {
  deletes: ({ tool, input, effect }) => isDeletion(tool.name, input, effect),
  money: ({ tool, input, effect }) => isAboutMoney(tool.operations, input, effect.targets.type),
  outbound: ({ tier, effect }) => tier === 'outbound' || (effect.recipients ?? 0) > 0,
  bulk: ({ effect }) => effect.targets.ids.length >= bulkFrom,
};

const said: Record<Group, string> = {
  deletes: 'Deleting is',
  money: 'Changes of donations, pledges and memberships are',
  outbound: 'What may reach people is',
  bulk: 'Changing many records at once is',
};

/** A tool for one kind of record is known by what it calls, one for any kind by what it is given. */
function isAboutMoney(calls: readonly string[], input: unknown, type: ResourceType): boolean {
  const given = (input as { type?: unknown } | null)?.type;
  if (typeof given === 'string') return money.has(given);
  if (money.has(type)) return true;
  return calls.some(id => {
    const operation = operations.get(id);
    return operation !== undefined && operation.method !== 'GET' && money.has(operation.type);
  });
}
