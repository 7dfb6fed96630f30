import { operations } from '@nat/nationbuilder';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { ToolRegistry } from '../../src/tools/kit/tool-registry';
import { changeTools, writeTools } from '../../src/tools/writes';
import { calls } from './calls';

const registry = new ToolRegistry(writeTools);
const named = (...names: string[]): string[] => names.sort();
const withEffect = (effect: string): string[] =>
  writeTools
    .filter(tool => tool.effect === effect)
    .map(({ name }) => name)
    .sort();

it('gives every tool the lowest tier that a call of it can have', () => {
  expect(withEffect('reversible')).toEqual(
    named(
      'tag_signup',
      'untag_signup',
      'log_contact',
      'create_event_rsvp',
      'add_to_list',
      'remove_from_list',
      'record_survey_response',
      'bulk_tag',
      'bulk_list_change',
      'undo_action',
    ),
  );
  expect(withEffect('change')).toEqual(
    named(
      'create_signup',
      'update_signup',
      'create_signup_tag',
      'update_contact',
      'create_event',
      'update_event',
      'update_event_rsvp',
      'push_signup',
      'bulk_change',
      'change_record',
    ),
  );
  expect(withEffect('critical')).toEqual(
    named(
      'delete_signup',
      'delete_contact',
      'create_donation',
      'update_donation',
      'delete_donation',
      'delete_event',
      'delete_event_rsvp',
      'sign_petition',
      'create_membership',
      'create_pledge',
    ),
  );
  expect(withEffect('outbound')).toEqual(
    named('assign_to_path', 'update_path_journey', 'delete_path_journey', 'move_path_journey', 'enroll_in_automation'),
  );
});

it('reaches every operation that changes something', () => {
  const reached = new Set(writeTools.flatMap(tool => tool.operations));
  const unreached = [...operations.values()].filter(({ id, method }) => method !== 'GET' && !reached.has(id));
  expect(unreached.map(({ id }) => id)).toEqual([]);
});

it('names no operation that the catalog does not have', () => {
  expect(writeTools.flatMap(tool => tool.operations).filter(id => !operations.has(id))).toEqual([]);
});

it('keeps to its share of the prompt', () => {
  expect(encode(JSON.stringify(registry.definitions)).length).toBeLessThanOrEqual(4_700);
});

it('offers nothing that sends mail, and no state of a page that cannot be taken back', () => {
  expect(JSON.stringify(registry.definitions)).not.toMatch(
    /trigger_autoresponses|send_donor_receipt|notify_followers|rule_violated|expired,|"deleted"/,
  );
});

it('takes no parameter it does not offer', () => {
  for (const { name, input } of writeTools) expect([name, input.safeParse({ nation: 'other' }).success]).toEqual([name, false]);
});

it('knows a plan for whatever can be taken back, and none for what cannot', () => {
  expect(writeTools.filter(({ undo }) => undo.class === 'none').map(({ name }) => name)).toEqual([
    'delete_signup',
    'delete_event',
  ]);
});

it('is tried out tool by tool', () => expect(Object.keys(calls).sort()).toEqual(changeTools.map(({ name }) => name).sort()));
