import type { EventFacts } from '../stream/event-frame';
import { disarmed } from './output-guard';
import type { Done, Refusal } from './tool-outcome';
import { failedCallSummary } from './wording';

/** What people are told of what a call came to. */
export function told(outcome: Done | Refusal): Omit<EventFacts<'tool.completed'>, 'toolCallId'> {
  const { actionId, undoable = false, background = false } = outcome.action ?? {};
  const ledger = { undoable, background, ...(actionId !== undefined && { actionId }) };
  if (!outcome.ok) return { ok: false, summary: failedCallSummary(outcome.code), links: [], errorCode: outcome.code, ...ledger };
  const { summary, links, exportId, forModel } = outcome.result;
  // Names of records are in it, which strangers may have made up.
  return {
    ok: true,
    summary: disarmed(summary),
    links,
    count: forModel.count,
    resultSetId: forModel.result_set,
    exportId,
    ...ledger,
  };
}
