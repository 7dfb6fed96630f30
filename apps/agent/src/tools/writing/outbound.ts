import { parameter } from './attribute-parameters';

/** People who asked not to be contacted are left out of what may reach them, unless the person who asks says so expressly. */
export const evenDoNotContact = {
  include_do_not_contact: parameter('boolean', 'Only if asked for expressly.').optional(),
};
