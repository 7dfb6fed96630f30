import type { ActionStore } from '../actions/action.store';
import type { StoredMessage } from '../loop/history';
import { refused, resultBlock } from '../loop/tool-outcome';
import { notRunSentence } from '../loop/wording';
import type { AgentStore } from './agent.store';
import type { QueryRow } from './query-row';

/** Changes of one query that are looked through. */
const looked = 50;

/**
 * The results that the calls of a query lack whose runner is gone: those that were there, that a change was begun and where its
 * account is, or that the call was not run. Nothing when none is lacking. What was done is never told as not done.
 */
export async function openCallsMessage(
  query: QueryRow,
  createdAt: string,
  { store, ledger }: { store: AgentStore; ledger: Pick<ActionStore, 'list'> },
): Promise<StoredMessage | undefined> {
  const messages = (await store.conversation(query, query.conversationId))?.messages ?? [];
  const last = messages.at(-1);
  if (last?.role !== 'assistant' || last.queryId !== query.queryId) return undefined;
  const ids = last.content.flatMap(block => (block.type === 'tool_use' ? [String(block.id)] : []));
  if (ids.length === 0) return undefined;
  const { nationSlug, userId, queryId } = query;
  const [turn, actions] = await Promise.all([
    store.pendingTurn(query),
    ledger.list(nationSlug, { userId, queryId, since: sinceQuery(query) }, { limit: looked }),
  ]);
  const content = ids.map(id => {
    const known = turn?.calls.find(({ toolUseId }) => toolUseId === id)?.result;
    if (known) return known;
    // Ids of blocks are the provider's and can come again in a later turn: the newest change of that id is meant.
    const action = actions.find(({ toolUseId, createdAt: begun }) => toolUseId === id && begun >= last.createdAt);
    if (!action) return resultBlock(id, refused('not_run', notRunSentence));
    const told = { status: 'begun', note: 'The work was interrupted. recent_changes tells what came of it.' };
    const entry = { actionId: action.actionId, undoable: false, background: true };
    return resultBlock(id, { ok: true, result: { forModel: { data: told }, summary: '', links: [] }, action: entry });
  });
  return { seq: last.seq + 1, queryId, role: 'user', content, createdAt };
}

/** Milliseconds by which the clocks of two processes may differ. */
const skewMs = 60_000;

/** Epoch milliseconds before which nothing of the query can have begun. */
export const sinceQuery = ({ createdAt }: QueryRow): number => Date.parse(createdAt) - skewMs;
