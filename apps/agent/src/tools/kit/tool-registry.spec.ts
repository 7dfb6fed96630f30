import { z } from 'zod';
import { readTools } from '../reads';
import { catalog } from '../catalog';
import { defineTool, type ReadTool, type WriteTool } from './define-tool';
import { ToolRegistry } from './tool-registry';

const tool = (name: string, input: z.ZodType = z.strictObject({}), description = 'Does it.') =>
  defineTool({
    name,
    version: 1,
    effect: 'read',
    minRole: 'read_only',
    operations: [],
    description,
    input,
    title: () => name,
    run: async () => ({ forModel: { data: null }, summary: '', links: [] }),
  });
const write = (name: string, change: Partial<WriteTool>): WriteTool =>
  ({
    ...tool(name),
    effect: 'change',
    preview: async () => undefined,
    undo: { class: 'none' },
    ...change,
  }) as unknown as WriteTool;
const described = z.string().describe('It.');

it.each<[string, (ReadTool | WriteTool)[]]>([
  ['same name', [tool('a'), tool('a')]],
  ['no description', [tool('a', z.strictObject({}), ' ')]],
  ['a.id has no description', [tool('a', z.strictObject({ id: z.string() }))]],
  [
    'a.of[].id has no description',
    [tool('a', z.strictObject({ of: z.array(z.strictObject({ id: z.string() })).describe('It.') }))],
  ],
  ['unknown fields', [tool('a', z.looseObject({ id: described }))]],
  ['names the operation listNothing', [{ ...tool('a'), operations: ['listNothing'] }]],
  ['writes without a preview', [write('a', { preview: undefined })]],
  ['does not say how it is taken back', [write('a', { undo: undefined })]],
  ['undo plan of a', [write('a', { undo: { class: 'exact' } })]],
  ['undo plan of a', [write('a', { undo: { class: 'none', plan: () => [] } })]],
])('refuses to begin: %s', (said, tools) => expect(() => new ToolRegistry(tools)).toThrow(said));

it('takes a write that can be looked at and taken back', () => {
  expect(new ToolRegistry([write('a', { undo: { class: 'exact', plan: () => [] } })]).find('a')).toBeDefined();
});

const named =
  `get_automation get_broadcaster get_contact get_donation get_event get_list get_list_members get_mailing get_page get_path
  get_petition get_signup get_survey list_automation_enrollments list_automations list_broadcasters list_contacts list_custom_fields
  list_donation_tracking_codes list_donations list_elections list_event_rsvps list_events list_lists list_mailings
  list_membership_types list_memberships list_pages list_path_journeys list_paths list_petition_signatures list_petitions
  list_pledges list_signup_taggings list_signup_tags list_signups list_surveys list_voters`.split(/\s+/);
const general = `aggregate_records combine_result_sets count_records describe_records export_records find_duplicates find_people
  find_records get_record recent_changes show_result_set`.split(/\s+/);

it('looks up by 38 tools for what is asked often and eleven for everything else', () => {
  expect(readTools.map(({ name }) => name).sort()).toEqual([...named, ...general].sort());
  expect(named).toHaveLength(38);
});

it('has no parameter that could name a host, a path, a header, a nation or a person of ours', () => {
  const names = JSON.stringify(catalog.definitions).match(/"(?:slug|host|url|path|header|token|user_?id|nation)":/gi);
  expect(names).toBeNull();
});
