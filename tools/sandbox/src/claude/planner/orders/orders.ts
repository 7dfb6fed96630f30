import type { Intent } from '../intent';
import { listing } from './groups/listing';
import { makingTag, tagging } from './groups/tagging';
import { assigning } from './journeys/assigning';
import { enrolling } from './journeys/enrolling';
import { moving } from './journeys/moving';
import { adding } from './people/adding';
import { contacting } from './people/contacting';
import { updating } from './people/updating';
import { deleting } from './records/deleting';
import { donating } from './records/donating';
import { replying } from './records/replying';
import { undoing } from './undoing';

/** Every kind of order, narrow before wide: "Remove Sarah Chen from the list" is read before "Remove Sarah Chen". */
export const orders: readonly Intent[] = [
  undoing,
  tagging,
  makingTag,
  listing,
  moving,
  assigning,
  enrolling,
  replying,
  donating,
  contacting,
  adding,
  deleting,
  updating,
];
