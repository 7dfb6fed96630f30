import type { NationSettings } from '@nat/contracts';
import type { ResourceType } from '@nat/nationbuilder';
import { catalog } from '../tools/catalog';
import type { Effect, WriteTool } from '../tools/kit/define-tool';
import type { WriteTier } from '../tools/writing/tiers';
import { barredBy } from './narrowing';

type Group = NationSettings['disabledToolGroups'][number];
/** A nation that decided nothing. */
const open = { readOnly: false, disabledToolGroups: [] as Group[], agentDisabled: false };
const groups: Group[] = ['deletes', 'money', 'outbound', 'bulk'];

interface Case {
  tool: string;
  input?: object;
  tier?: WriteTier;
  type?: ResourceType;
  targets?: number;
  more?: Partial<Effect>;
}

const callOf = ({ tool, input = {}, tier = 'change', type = 'signups', targets = 1, more }: Case) => ({
  tool: catalog.find(tool) as WriteTool,
  input,
  tier,
  effect: {
    kind: 'record',
    count: targets,
    sample: [],
    changes: [],
    reversible: true,
    notes: [],
    targets: { type, ids: Array.from({ length: targets }, (_, index) => String(index + 1)) },
    ...more,
  },
});
/** The groups that bar a call when each is switched off alone. */
const barring = (one: Case): Group[] =>
  groups.filter(group => barredBy({ ...open, disabledToolGroups: [group] }, callOf(one)) !== undefined);
const part = (tool: string, type: ResourceType) => ({
  call: { tool, input: {} },
  tier: 'critical' as const,
  targets: { type, ids: ['1'] },
  sample: [],
});

it.each<[string, Case, Group[]]>([
  ['a tag', { tool: 'tag_signup', tier: 'reversible' }, []],
  ['an update', { tool: 'update_signup' }, []],
  ['a delete', { tool: 'delete_contact', type: 'contacts' }, ['deletes']],
  ['a delete of any record', { tool: 'change_record', input: { type: 'paths', action: 'delete' }, type: 'paths' }, ['deletes']],
  ['deletes of many', { tool: 'bulk_change', input: { change: 'delete' }, targets: 9 }, ['deletes', 'bulk']],
  [
    'an undo that deletes what was made',
    { tool: 'undo_action', more: { parts: [part('delete_signup', 'signups')] } },
    ['deletes'],
  ],
  ['a donation', { tool: 'create_donation', type: 'donations' }, ['money']],
  ['a donation of a person as its target', { tool: 'create_donation', type: 'signups' }, ['money']],
  ['a pledge', { tool: 'create_pledge', type: 'pledges' }, ['money']],
  ['a membership', { tool: 'create_membership', type: 'memberships' }, ['money']],
  ['a ticket level', { tool: 'change_record', input: { type: 'event_ticket_levels' }, type: 'event_ticket_levels' }, ['money']],
  ['a path by the tool for any record', { tool: 'change_record', input: { type: 'paths' }, type: 'paths' }, []],
  ['a deleted donation', { tool: 'delete_donation', type: 'donations' }, ['deletes', 'money']],
  [
    'an undo of a donation',
    { tool: 'undo_action', type: 'donations', more: { parts: [part('delete_donation', 'donations')] } },
    ['deletes', 'money'],
  ],
  ['an enrollment', { tool: 'enroll_in_automation', tier: 'outbound' }, ['outbound']],
  ['a change that reaches people', { tool: 'update_event', type: 'events', more: { recipients: 3 } }, ['outbound']],
  ['a change that reaches nobody', { tool: 'update_event', type: 'events', more: { recipients: 0 } }, []],
  ['four targets', { tool: 'bulk_tag', targets: 4 }, []],
  ['five targets', { tool: 'bulk_tag', targets: 5 }, ['bulk']],
])('%s is barred by its groups and by no other', (_, one, expected) => {
  expect(barring(one)).toEqual(expected);
});

it('money is what a tool writes, not what it looks up', () => {
  const money = (operations: string[]) => {
    const call = callOf({ tool: 'tag_signup' });
    const tool = { ...call.tool, operations };
    return barredBy({ ...open, disabledToolGroups: ['money'] }, { ...call, tool }) !== undefined;
  };
  expect(money(['createSignupTagging', 'createDonation'])).toBe(true);
  expect(money(['createSignupTagging', 'listDonations', 'showDonation'])).toBe(false);
  expect(money(['noSuchOperation'])).toBe(false);
});

it('a nation that only reads bars everything, and says so', () => {
  const barred = barredBy({ ...open, readOnly: true }, callOf({ tool: 'tag_signup', tier: 'reversible' }));
  expect(barred).toEqual({
    ok: false,
    code: 'read_only',
    message: 'Changes are switched off for this nation by its admins. Nothing was changed.',
  });
});

it('a nation for which Nat is switched off changes nothing, whatever else is open', () => {
  const barred = barredBy({ ...open, agentDisabled: true }, callOf({ tool: 'tag_signup', tier: 'reversible' }));
  expect(barred).toEqual({ ok: false, code: 'agent_disabled', message: expect.stringMatching(/^Nat is switched off/) as string });
});

it.each([
  ['deletes', { tool: 'delete_contact' }, 'Deleting is'],
  ['money', { tool: 'create_donation' }, 'Changes of donations, pledges and memberships are'],
  ['outbound', { tool: 'enroll_in_automation', tier: 'outbound' }, 'What may reach people is'],
  ['bulk', { tool: 'bulk_tag', targets: 5 }, 'Changing many records at once is'],
] as [Group, Case, string][])('%s is told in words', (group, one, words) => {
  const barred = barredBy({ ...open, disabledToolGroups: [group] }, callOf(one));
  expect(barred).toMatchObject({ code: 'tool_group_disabled', message: expect.stringContaining(`${words} switched off`) });
});

it('settings only ever narrow: with more switched off nothing is let through that was barred', () => {
  const all = { ...open, disabledToolGroups: groups };
  for (const tool of ['tag_signup', 'delete_contact', 'create_donation', 'bulk_tag', 'undo_action'])
    expect(barredBy({ ...open, disabledToolGroups: [] }, callOf({ tool, targets: 9 }))).toBeUndefined();
  expect(barredBy(all, callOf({ tool: 'delete_donation' }))).toBeDefined();
});
