import type { ToolParam } from '../../api/request-schema';
import { nameOf } from './records';
import { flag, free, object, text, whole } from './schemas';

type Input = Record<string, unknown>;

const person = { first_name: text, last_name: text, email: text, phone_number: text, mobile_number: text, employer: text };
const personMore = {
  occupation: text,
  home_address_attributes: free,
  is_volunteer: flag,
  do_not_contact: flag,
  do_not_call: flag,
};
const rarely = { support_level: whole, note: text, custom_values: free };
const evenSo = { include_do_not_contact: flag };

/** Inputs of the tools that change something, as far as the planner uses them. */
export const changeSchemas: Record<string, ToolParam['input_schema']> = {
  tag_signup: object({ signup_id: text, tag: text }, ['signup_id', 'tag']),
  untag_signup: object({ signup_id: text, tag: text }, ['signup_id', 'tag']),
  bulk_tag: object({ result_set: text, tag: text, remove: flag }, ['result_set', 'tag']),
  create_signup_tag: object({ name: text }, ['name']),
  add_to_list: object({ list_id: text, signup_id: text, result_set: text }, ['list_id']),
  remove_from_list: object({ list_id: text, signup_id: text, result_set: text }, ['list_id']),
  bulk_list_change: object({ result_set: text, list_id: text, new_list_name: text, remove: flag }, ['result_set']),
  assign_to_path: object({ signup_id: text, path_id: text }, ['signup_id', 'path_id']),
  update_path_journey: object({ id: text, current_step_id: text }, ['id']),
  move_path_journey: object({ id: text, action: { enum: ['complete', 'abandon', 'reactivate', 'void'] } }, ['id', 'action']),
  delete_path_journey: object({ id: text, reason: text }, ['id']),
  enroll_in_automation: object({ signup_id: text, automation_id: text, ...evenSo }, ['signup_id', 'automation_id']),
  bulk_change: object(
    {
      result_set: text,
      change: { enum: ['update', 'log_contact', 'assign_to_path', 'enroll', 'delete'] },
      values: free,
      ...evenSo,
    },
    ['result_set', 'change'],
  ),
  create_signup: object({ ...person, ...personMore, ...rarely }),
  update_signup: object({ id: text, ...person, ...personMore, ...rarely }, ['id']),
  delete_signup: object({ id: text }, ['id']),
  log_contact: object({ signup_id: text, contact_method: text, contact_status: text, content: text }, [
    'signup_id',
    'contact_method',
  ]),
  delete_contact: object({ id: text }, ['id']),
  create_donation: object(
    { signup_id: text, amount_in_cents: whole, payment_type_name: text, check_number: text, succeeded_at: text, note: text },
    ['signup_id', 'amount_in_cents'],
  ),
  delete_donation: object({ id: text }, ['id']),
  create_event_rsvp: object({ event_id: text, signup_id: text, attendee: flag, guests_count: whole }, ['event_id']),
  update_event_rsvp: object({ id: text, attendee: flag, canceled: flag }, ['id']),
  undo_action: object({ action_id: text, accept_changes: flag }),
};

/** Tools that carry out every change at once. `people` gives the ids of a selection. */
export function makeChanges(people: (resultSet: string) => string[] | undefined): Record<string, (input: Input) => unknown> {
  let actions = 0;
  const carriedOut = (name: string) => (input: Input) => {
    const { length: done } = people(String(input['result_set'])) ?? ['one'];
    const created = name === 'create_signup' && { created: [{ type: 'signups', id: '900' }] };
    return { data: { done, ...created }, count: done, action_id: `act_${++actions}`, undoable: true };
  };
  return Object.fromEntries(Object.keys(changeSchemas).map(name => [name, carriedOut(name)]));
}

/** The answer where a change of these people waits for an approval that the server cannot ask for yet. */
export function held(ids: readonly string[]): unknown {
  const sample = ids.slice(0, 5).map(id => ({ id, label: nameOf(id) }));
  const would = { kind: 'person', count: ids.length, sample, changes: [], notes: ['It can be taken back.'] };
  return { ok: false, code: 'approval_needed', message: 'Nothing was changed.', would };
}
