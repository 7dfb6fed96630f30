import { refusal } from '../test/fake-gateway';
import { action, actionId, confirmation, conversation, conversationId, settings } from '../test/ledger';
import { type Fetch, NatClient } from './index';

type Call = (nat: NatClient) => Promise<unknown>;
const { confirmationId, inputHash } = confirmation;
const pageOf = (item: unknown) => ({ items: [item], nextCursor: 'more' });
const decided = { confirmation: { ...confirmation, status: 'approved' }, eventsUrl: '/v1/actions/x/events' };
const conversationPath = `/v1/conversations/${conversationId}`;
const confirmationPath = `/v1/confirmations/${confirmationId}`;
const actionPath = `/v1/actions/${actionId}`;

const calls: [name: string, call: Call, sent: string, body: unknown, answer: unknown][] = [
  ['conversations', nat => nat.conversations(), 'GET /v1/conversations', undefined, pageOf(conversation)],
  [
    'more conversations',
    nat => nat.conversations({ limit: 5, cursor: 'a/b&c' }),
    'GET /v1/conversations?limit=5&cursor=a%2Fb%26c',
    undefined,
    pageOf(conversation),
  ],
  ['createConversation', nat => nat.createConversation(), 'POST /v1/conversations', {}, conversation],
  ['conversation', nat => nat.conversation(conversationId), `GET ${conversationPath}`, undefined, conversation],
  [
    'renameConversation',
    nat => nat.renameConversation(conversationId, 'Donors'),
    `PATCH ${conversationPath}`,
    { title: 'Donors' },
    conversation,
  ],
  [
    'messages',
    nat => nat.messages(conversationId, { limit: 1 }),
    `GET ${conversationPath}/messages?limit=1`,
    undefined,
    { items: [], nextCursor: null },
  ],
  [
    'confirmations',
    nat => nat.confirmations({ status: 'pending', conversationId }),
    `GET /v1/confirmations?status=pending&conversationId=${conversationId}`,
    undefined,
    pageOf(confirmation),
  ],
  ['confirmation', nat => nat.confirmation(confirmationId), `GET ${confirmationPath}`, undefined, confirmation],
  [
    'an approval',
    nat => nat.decide(confirmation, 'approve', { typedCount: 156 }),
    `POST ${confirmationPath}/decision`,
    { decision: 'approve', inputHash, typedCount: 156 },
    decided,
  ],
  [
    'a denial',
    nat => nat.decide(confirmation, 'deny', { reason: 'Only Austin.' }),
    `POST ${confirmationPath}/decision`,
    { decision: 'deny', inputHash, reason: 'Only Austin.' },
    decided,
  ],
  ['actions', nat => nat.actions({ userId: 'all' }), 'GET /v1/actions?userId=all', undefined, pageOf(action)],
  ['action', nat => nat.action(actionId), `GET ${actionPath}`, undefined, action],
  ['undo', nat => nat.undo(actionId), `POST ${actionPath}/undo`, {}, { action }],
  [
    'undo in spite of changes',
    nat => nat.undo(actionId, { acceptChanges: true }),
    `POST ${actionPath}/undo`,
    { acceptChanges: true },
    { confirmation },
  ],
  ['cancelAction', nat => nat.cancelAction(actionId), `POST ${actionPath}/cancel`, undefined, { status: 'running' }],
  ['nationSettings', nat => nat.nationSettings('demo'), 'GET /v1/nations/demo/settings', undefined, settings],
  [
    'changeNationSettings',
    nat => nat.changeNationSettings('demo', { readOnly: true }),
    'PATCH /v1/nations/demo/settings',
    { readOnly: true },
    settings,
  ],
];

/** A server that answers everything alike and remembers the last request. */
function answering(answer: () => Response): { nat: NatClient; last: () => { sent: string; body: unknown; headers: Headers } } {
  const sent: { sent: string; body: unknown; headers: Headers }[] = [];
  const fetch: Fetch = async (input, init) => {
    const { pathname, search } = new URL(input);
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    sent.push({ sent: `${init?.method} ${pathname}${search}`, body, headers: new Headers(init?.headers) });
    return answer();
  };
  return { nat: new NatClient({ baseUrl: 'http://gateway.test', token: 't', fetch }), last: () => sent.at(-1)! };
}

describe.each(calls)('%s', (_, call, sent, body, answer) => {
  it('asks for exactly that, and drops what this release does not know', async () => {
    const { nat, last } = answering(() => Response.json({ ...(answer as object), aFieldOfNextYear: 1 }));
    expect(await call(nat)).toEqual(answer);
    expect(last()).toMatchObject({ sent, body });
  });

  it('tells a refusal as the problem it is', async () => {
    const { nat } = answering(() => refusal('not_found'));
    await expect(call(nat)).rejects.toMatchObject({ name: 'NatProblem', code: 'not_found' });
  });
});

it('erases a conversation', async () => {
  const { nat, last } = answering(() => new Response(null, { status: 204 }));
  await nat.deleteConversation(conversationId);
  expect(last()).toMatchObject({ sent: `DELETE ${conversationPath}`, body: undefined });
});

it('takes an action back under a key of its own, or under the one given', async () => {
  const { nat, last } = answering(() => Response.json({ action }));
  const keys: (string | null)[] = [];
  for (const options of [{}, {}, { idempotencyKey: 'mine' }]) {
    await nat.undo(actionId, options);
    keys.push(last().headers.get('idempotency-key'));
  }
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).not.toBe(keys[0]);
  expect(keys[2]).toBe('mine');
});

it('shows what somebody changed since an action', async () => {
  const errors = [{ pointer: '/7/tag', code: 'changed_since', message: 'was tagged again' }];
  const { nat } = answering(() => refusal('action_changed_since', { errors }));
  await expect(nat.undo(actionId)).rejects.toMatchObject({ code: 'action_changed_since', problem: { errors } });
});
