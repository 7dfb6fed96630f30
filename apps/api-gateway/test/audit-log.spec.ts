import 'reflect-metadata';
import type { AuditChain, AuditLogItem } from '@nat/contracts';
import { expectProblem, sessionId, useGateway, userId } from './gateway-stack';

const gateway = useGateway();
const path = '/v1/audit-log';
const inner = '/internal/audit-log';
const csv = { accept: 'text/csv' };

const item: AuditLogItem = {
  auditId: `aud_${'5'.repeat(32)}`,
  time: '2026-06-15T11:00:00.000Z',
  actor: userId,
  type: 'member.role_changed',
  subject: `usr_${'7'.repeat(32)}`,
  outcome: 'succeeded',
  data: { role: 'admin', previousRole: 'member', count: 1, again: false },
  network: '192.0.2.0/24',
  requestId: 'req_1',
  sequence: 7,
  hash: 'ab'.repeat(32),
};
const file = 'sequence,time\r\n7,2026-06-15T11:00:00.000Z\r\n';

beforeEach(() => gateway.stack.checkSessions({ active: true, role: 'admin' }));

function serve(pieces: string[] = [file], broken = false): void {
  gateway.stack.auth.on(`GET ${inner}/export`, (_, response) => {
    const disposition = 'attachment; filename="audit-log-demo.csv"';
    response.writeHead(200, { 'content-type': 'text/csv', 'content-disposition': disposition, 'x-inner': 'stays inside' });
    for (const piece of pieces) response.write(piece);
    if (broken) setImmediate(() => response.destroy());
    else response.end();
  });
}

/** Calls for the log alone: the gateway also asks auth for keys and sessions. */
const asked = (end = ''): string[] => gateway.stack.auth.callsTo(`GET ${inner}${end}`).map(call => call.path);

it('lists the log a page at a time, as auth has it for this admin in this nation', async () => {
  const page = { items: [item], nextCursor: 'more' };
  gateway.stack.auth.answer(`GET ${inner}`, 200, page);
  const query = `limit=1&cursor=a%2Fb%26c&type=member&actor=${userId}&from=2026-06-01T00%3A00%3A00Z&to=2026-07-01T00%3A00%3A00Z`;
  const answer = await gateway.stack.request('GET', `${path}?${query}`);
  expect([answer.status, await answer.json()]).toEqual([200, page]);
  const [call] = gateway.stack.auth.callsTo(`GET ${inner}`);
  expect(Object.fromEntries(new URL(call!.path, 'http://x').searchParams)).toEqual(
    Object.fromEntries(new URLSearchParams(query)),
  );
  expect(call?.claims).toMatchObject({ sub: userId, sid: sessionId, nation: 'demo', role: 'admin' });
});

it('shows types that a newer auth knows, and drops fields that no contract names', async () => {
  const newer = { ...item, type: 'passkey.added', address: '192.0.2.7' };
  gateway.stack.auth.answer(`GET ${inner}`, 200, { items: [newer], nextCursor: null });
  const answer = await gateway.stack.request('GET', path);
  expect(await answer.json()).toEqual({ items: [{ ...item, type: 'passkey.added' }], nextCursor: null });
});

it('sends everything that matches as a file under Accept: text/csv', async () => {
  serve([file.slice(0, 9), file.slice(9)]);
  const answer = await gateway.stack.request('GET', `${path}?type=member.removed`, { headers: csv });
  expect([answer.status, await answer.text()]).toEqual([200, file]);
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit-log-demo.csv"');
  expect([answer.headers.get('x-inner'), answer.headers.get('cache-control')]).toEqual([null, 'no-store']);
  expect(asked('/export')).toEqual([`${inner}/export?type=member.removed`]);
});

it('breaks the file off where auth breaks off, so that nobody takes a part for the whole', async () => {
  serve(['sequence'], true);
  const answer = await gateway.stack.request('GET', path, { headers: csv });
  await expect(answer.text()).rejects.toThrow();
});

it.each<[string, AuditChain]>([
  ['intact', { intact: true, from: 3, to: 9, hash: 'cd'.repeat(32), waiting: 1 }],
  ['intact without entries', { intact: true, waiting: 0 }],
  ['broken', { intact: false, brokenAt: 4, problem: 'altered' }],
])('tells that the chain is %s', async (_, verdict) => {
  gateway.stack.auth.answer(`GET ${inner}/chain`, 200, verdict);
  const answer = await gateway.stack.request('GET', `${path}/chain`);
  expect([answer.status, await answer.json()]).toEqual([200, verdict]);
});

it.each(['type=passkey', 'actor=ada', 'from=yesterday', 'to=1', 'limit=0', 'limit=101', 'nation=other', 'type=a&type=b'])(
  'refuses %s, in a list and in a file',
  async query => {
    for (const headers of [{}, csv])
      await expectProblem(await gateway.stack.request('GET', `${path}?${query}`, { headers }), 422, 'invalid');
    expect([asked(), asked('/export')]).toEqual([[], []]);
  },
);

it('has no pages of a file', async () => {
  for (const query of ['limit=5', 'cursor=x']) {
    const document = await expectProblem(
      await gateway.stack.request('GET', `${path}?${query}`, { headers: csv }),
      422,
      'invalid',
    );
    expect(document['errors']).toEqual([expect.objectContaining({ code: 'unknown_field' })]);
  }
});

it('has no place for a cursor of somebody else', async () => {
  gateway.stack.auth.refuse(`GET ${inner}`, 'cursor_invalid');
  await expectProblem(await gateway.stack.request('GET', `${path}?cursor=stolen`), 400, 'cursor_invalid');
  await expectProblem(await gateway.stack.request('GET', `${path}?cursor=`), 400, 'cursor_invalid');
});

describe.each([
  ['the list', path, {}],
  ['the file', path, csv],
  ['the chain', `${path}/chain`, {}],
])('%s', (_, address, headers) => {
  it.each(['member', 'read_only'] as const)('is not for a %s, whatever the token says', async role => {
    gateway.stack.checkSessions({ active: true, role });
    const authorization = `Bearer ${await gateway.stack.token({ nations: { demo: 'owner' } })}`;
    const answer = await gateway.stack.request('GET', address, { headers: { ...headers, authorization } });
    await expectProblem(answer, 403, 'role_required');
    expect([asked(), asked('/export'), asked('/chain')]).toEqual([[], [], []]);
  });

  it('is for nobody without a session, and of no nation one is not in', async () => {
    const without = await gateway.stack.request('GET', address, { headers: { ...headers, authorization: '' } });
    await expectProblem(without, 401, 'unauthenticated');
    gateway.stack.checkSessions({ active: true });
    const elsewhere = await gateway.stack.request('GET', address, { headers: { ...headers, 'x-nat-nation-slug': 'other' } });
    await expectProblem(elsewhere, 403, 'forbidden');
    expect([asked(), asked('/export'), asked('/chain')]).toEqual([[], [], []]);
  });

  it('cannot be written', async () => {
    for (const method of ['POST', 'PATCH', 'DELETE'])
      await expectProblem(await gateway.stack.request(method, address), 405, 'method_not_allowed');
  });
});
