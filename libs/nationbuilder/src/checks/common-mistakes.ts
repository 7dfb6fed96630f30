// Names that people and models expect, and where what they mean is found (api.md section 15). Only words of a refusal.

const mistakes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  contacts: { note: 'it is content', method: 'it is contact_method', status: 'it is contact_status' },
  donations: { amount: 'it is read-only text; write amount_in_cents', donated_at: 'it is succeeded_at' },
  events: {
    name: 'the name is on the page: related page, or type pages',
    status: 'the status is on the page: related page, or type pages',
    start_time: 'it is start_at',
    end_time: 'there is none: start_at and duration in seconds',
    capacity: 'it is capacity_count',
    venue_address: 'written as venue_address_attributes, read as an extra field',
    intro: 'it is content',
  },
  event_rsvps: {
    signup_id: 'there is none: include signup, or filter by email',
    attended: 'it is attendee',
  },
  memberships: { expires_at: 'it is expires_on, a date' },
  path_journeys: { path_step_id: 'it is current_step_id', status: 'it is journey_status' },
  petitions: { name: 'the name is on the page: related page, or type pages' },
  pledges: { pledged_at: 'there is none: created_at' },
  signup_taggings: { signup_tag_id: 'it is tag_id' },
  signups: {
    name: 'it is full_name, first_name or last_name',
    city: 'it is in the extra field primary_address',
    state: 'it is in the extra field primary_address',
    tags: 'include signup_tags',
    phone: 'it is phone_number, mobile_number or work_phone_number',
  },
  survey_question_responses: { response: 'it is content, or survey_question_possible_response_id' },
};

/** What is right instead of a name that many expect; undefined for a name nobody expects. */
export function commonMistake(type: string, name: string): string | undefined {
  const ofType = Object.hasOwn(mistakes, type) ? mistakes[type]! : {};
  return Object.hasOwn(ofType, name) ? ofType[name] : undefined;
}
