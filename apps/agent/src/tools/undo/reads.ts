import { z } from 'zod';
import { defineTool, type ReadTool } from '../kit/define-tool';
import { answer } from '../kit/tool-answer';

const shown = 10;

/** What this person changed lately, with what came of it: also of what goes on in the background. */
export const recentChanges = defineTool({
  name: 'recent_changes',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  description: 'Latest changes this person made here, with their state and numbers; undoable says whether undo_action takes it.',
  input: z.strictObject({}),
  operations: [],
  title: () => 'Looking at recent changes',
  run: async (_, { ledger }) => {
    const entries = await ledger.recent(shown);
    const data = entries.map(({ actionId, obstacle, alreadySo, notTried, createdAt, ...entry }) => ({
      action_id: actionId,
      ...entry,
      already_so: alreadySo,
      not_tried: notTried,
      at: createdAt,
      undoable: obstacle === undefined,
    }));
    return answer({ data, count: entries.length, summary: entries.length === 1 ? '1 change' : `${entries.length} changes` });
  },
}) as ReadTool;
