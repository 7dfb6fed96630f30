import { type InboundKey, servedTypes } from '../engine/served-types';
import { listPlaces } from '../engine/records';

/** Keys that may be null, on records that mean nothing without what the key names. The vendor does not document them. */
const needed = new Set([
  'contacts.signup_id',
  'event_rsvps.event_id',
  'event_rsvps.signup_id',
  'event_ticket_levels.event_id',
  'events.page_id',
  'path_histories.path_journey_id',
  'path_journeys.path_id',
  'path_journeys.signup_id',
  'path_steps.path_id',
  'petition_signatures.petition_id',
  'petition_signatures.signup_id',
  'petitions.page_id',
  'survey_question_possible_responses.survey_question_id',
  'survey_question_responses.signup_id',
  'survey_question_responses.survey_question_id',
  'survey_questions.survey_id',
]);

/** Whether a record goes when the record goes that its key names: where the key may not be null, or is needed by its meaning. */
export function fallsWith({ type, key }: InboundKey): boolean {
  const attribute = servedTypes.get(type)?.attributes.get(key);
  return type === listPlaces || needed.has(`${type}.${key}`) || attribute?.nullable === false;
}
