import { resourceOf, type ResourceType } from '@nat/nationbuilder';

/** What people call the records of a type where its own name is not the word: one, and many. */
const nouns: Partial<Record<ResourceType, readonly [string, string]>> = {
  signups: ['person', 'people'],
  signup_tags: ['tag', 'tags'],
  signup_taggings: ['tagging', 'taggings'],
  signup_profiles: ['public profile', 'public profiles'],
  event_rsvps: ['reply', 'replies'],
  event_ticket_levels: ['ticket level', 'ticket levels'],
  petition_signatures: ['signature', 'signatures'],
  donation_tracking_codes: ['tracking code', 'tracking codes'],
  automation_enrollments: ['enrollment', 'enrollments'],
  survey_question_possible_responses: ['answer choice', 'answer choices'],
  survey_question_responses: ['survey answer', 'survey answers'],
  path_histories: ['path history entry', 'path history entries'],
  path_journey_status_changes: ['way to end a path', 'ways to end a path'],
  suggestion_boxes: ['suggestion box', 'suggestion boxes'],
};

/** `person`, for titles and links. */
export function nounOf(type: ResourceType): string {
  return nouns[type]?.[0] ?? resourceOf(type).singular.replaceAll('_', ' ');
}

/** `people`. */
export function nounsOf(type: ResourceType): string {
  return nouns[type]?.[1] ?? type.replaceAll('_', ' ');
}

/** `1 person`, `2,000 people`. */
export function countedRecords(count: number, type: ResourceType): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? nounOf(type) : nounsOf(type)}`;
}
