import { InMemoryOutbox } from '@nat/event-bus';
import type { NationSettings } from '@nat/contracts';
import { ManualClock, type ServiceIdentity, SystemRng } from '@nat/service-kit';
import { Talk } from '../../test/conversation-rows';
import { InMemoryAgentStore } from '../conversation/in-memory-agent.store';
import type { QueryRow } from '../conversation/query-row';
import { ConversationsService } from './conversations.service';
import { InMemoryConversationStore } from './in-memory-conversation.store';
import { InMemoryErasureStore } from './in-memory-erasure.store';

let talk: Talk;
let caller: ServiceIdentity;
let query: QueryRow;
let agent: InMemoryAgentStore;
let erased: number;

beforeEach(async () => {
  erased = 0;
  const clock = new ManualClock();
  agent = new InMemoryAgentStore(clock, new InMemoryOutbox());
  talk = new Talk(agent, clock);
  caller = { ...talk.owner, sessionId: 'ses_1', role: 'member' };
  query = await talk.ask('Tag them all');
});

/** The service, over queries whose status and whose cancel are given. */
function service(status: () => QueryRow['status'], cancel: () => Promise<void>): ConversationsService {
  const clock = new ManualClock();
  const store = new InMemoryConversationStore(agent, clock);
  return new ConversationsService({
    store,
    erasures: new InMemoryErasureStore(agent, clock),
    eraser: { nudge: () => void (erased += 1) },
    queries: {
      find: async () => ({ ...query, status: status() }),
      cancel: async () => {
        await cancel();
        return { status: 'canceled' };
      },
    },
    settings: { of: async () => ({ retentionDays: 30 }) as NationSettings },
    clock,
    rng: new SystemRng(),
  });
}
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

it('cancels a query that waits for its person, then deletes its conversation', async () => {
  const conversations = service(
    () => 'awaiting_confirmation',
    () => talk.end(query, { status: 'canceled' }),
  );
  expect(await outcome(conversations.erase(caller, query.conversationId))).toBe('done');
  expect(erased).toBe(1);
  expect(await outcome(conversations.get(caller, query.conversationId))).toBe('not_found');
});

it('deletes nothing when the query that waited runs again meanwhile', async () => {
  let looks = 0;
  const conversations = service(
    () => (looks++ === 0 ? 'awaiting_confirmation' : 'running'),
    async () => undefined, // decided a moment before: there is nothing left to cancel
  );
  expect(await outcome(conversations.erase(caller, query.conversationId))).toBe('query_in_progress');
  expect(erased).toBe(0);
});

it('deletes a conversation whose query has just ended', async () => {
  const conversations = service(
    () => 'completed',
    async () => undefined,
  );
  expect(await outcome(conversations.erase(caller, query.conversationId))).toBe('conflict');
  await talk.end(query);
  expect(await outcome(conversations.erase(caller, query.conversationId))).toBe('done');
});
