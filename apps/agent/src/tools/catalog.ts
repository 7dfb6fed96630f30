import { getSignup } from './get-signup.tool';
import { listDonations } from './list-donations.tool';
import { listEventRsvps } from './list-event-rsvps.tool';
import { listEvents } from './list-events.tool';
import { listLists } from './list-lists.tool';
import { listSignupTaggings } from './list-signup-taggings.tool';
import { listSignupTags } from './list-signup-tags.tool';
import { listSignups } from './list-signups.tool';
import { ToolRegistry } from './kit/tool-registry';

/** Every tool there is. The list is the same for every caller; what one may not use is refused when it is called. */
export const catalog = new ToolRegistry([
  getSignup,
  listDonations,
  listEventRsvps,
  listEvents,
  listLists,
  listSignupTaggings,
  listSignupTags,
  listSignups,
]);
