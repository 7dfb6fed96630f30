import { resourceOf, type ResourceType } from '@nat/nationbuilder';
import type { UndoCall } from '../kit/define-tool';
import type { BeforeImage, Journal } from '../kit/journal';
import { itemsIn } from './item-writes';

/** Types that have a tool of their own to delete a record; the others go through `change_record`. */
const deleteTools: { readonly [T in ResourceType]?: string } = {
  signups: 'delete_signup',
  contacts: 'delete_contact',
  donations: 'delete_donation',
  events: 'delete_event',
  event_rsvps: 'delete_event_rsvp',
};

/** Takes a record away. */
export function deletionOf(type: ResourceType, id: string): UndoCall {
  const tool = deleteTools[type];
  return tool ? { tool, input: { id } } : { tool: 'change_record', input: { type, action: 'delete', id } };
}

/** Takes away what a write made, last first. */
export function deletionsOfMade(type: ResourceType, journal: Journal): UndoCall[] {
  return itemsIn(journal, 'done')
    .flatMap(({ createdId }) => (createdId ? [deletionOf(type, createdId)] : []))
    .reverse();
}

/** Names that belong to the person: sent with a donation they would rename that person. */
export const ofThePerson = new Set(['first_name', 'middle_name', 'last_name', 'email']);

/** Makes a deleted record anew, of all that can be written. */
function recreationOf(type: ResourceType, before: BeforeImage): UndoCall {
  const { attributes } = resourceOf(type);
  const entries = Object.entries(before).filter(
    ([name, value]) =>
      value !== null &&
      value !== undefined &&
      Object.hasOwn(attributes, name) &&
      !(type === 'donations' && ofThePerson.has(name)),
  );
  const linked = !Object.hasOwn(attributes, 'signup_id') && typeof before.signup_id === 'string';
  return {
    tool: 'change_record',
    input: {
      type,
      action: 'create',
      attributes: Object.fromEntries(entries),
      ...(linked && { related: { signup: { id: before.signup_id } } }),
    },
  };
}

/** Makes anew what a write deleted. */
export function recreationsOf(type: ResourceType, journal: Journal): UndoCall[] {
  return itemsIn(journal, 'done')
    .flatMap(({ before }) => (before ? [recreationOf(type, before)] : []))
    .reverse();
}

/**
 * Writes back what was there, by the tool that changed it.
 *
 * @param rare names that the tool takes together in one parameter.
 * @param also further parameters of each call.
 */
export function restorationsOf(tool: string, journal: Journal, rare: readonly string[] = [], also: object = {}): UndoCall[] {
  return itemsIn(journal, 'done')
    .flatMap(({ id, before }) => {
      if (!before) return [];
      const [more, own] = split(before, name => rare.includes(name));
      return [{ tool, input: { id, ...own, ...(Object.keys(more).length > 0 && { more }), ...also } }];
    })
    .reverse();
}

function split(image: BeforeImage, belongs: (name: string) => boolean): [BeforeImage, BeforeImage] {
  const entries = Object.entries(image);
  return [
    Object.fromEntries(entries.filter(([name]) => belongs(name))),
    Object.fromEntries(entries.filter(([name]) => !belongs(name))),
  ];
}
