import { bulkChange } from './bulk/bulk-change';
import { addToList, bulkListChange, removeFromList } from './bulk/bulk-list-change';
import { bulkTag } from './bulk/bulk-tag';
import { eventWrites } from './events/writes';
import { generalWrites } from './general/writes';
import type { WriteTool } from './kit/define-tool';
import { moneyWrites } from './money/writes';
import { outreachWrites } from './outreach/writes';
import { pathWrites } from './paths/writes';
import { peopleWrites } from './people/writes';
import { undoAction } from './undo/undo-action';
import type { Input } from './writing/one-target-tool';

/** Every tool that changes something itself. */
export const changeTools: readonly WriteTool<Input>[] = [
  ...peopleWrites,
  ...moneyWrites,
  ...eventWrites,
  ...pathWrites,
  ...outreachWrites,
  addToList,
  removeFromList,
  bulkTag,
  bulkListChange,
  bulkChange,
  ...generalWrites,
];

/** Those, and the one that takes back what they did. */
export const writeTools: readonly WriteTool<Input>[] = [
  ...changeTools,
  undoAction(name => changeTools.find(tool => tool.name === name)),
];
