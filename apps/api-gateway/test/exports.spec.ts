import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();
const id = `exp_${'5'.repeat(32)}`;
const text = 'id,name\n7,Zoë\n';
const headers = {
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': 'attachment; filename="people.csv"',
  'content-length': String(Buffer.byteLength(text)),
  'x-inner': 'stays inside',
};

/** The agent has this file of whoever asks. */
function serve(pieces: string[] = [text], broken = false): void {
  gateway.stack.agent.on('GET /internal/exports/*', (_, response) => {
    response.writeHead(200, headers);
    for (const piece of pieces) response.write(piece);
    if (broken) setImmediate(() => response.destroy());
    else response.end();
  });
}

it('passes a file on as it is, with its name and length and with no other header', async () => {
  serve(['id,name\n', '7,Zoë\n']);
  const answer = await gateway.stack.request('GET', `/v1/exports/${id}`);
  expect([answer.status, await answer.text()]).toEqual([200, text]);
  for (const name of ['content-type', 'content-disposition', 'content-length'] as const)
    expect(answer.headers.get(name)).toBe(headers[name]);
  expect(answer.headers.get('x-inner')).toBeNull();
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
});

it('asks the agent for the file of this person in this nation', async () => {
  serve();
  await (await gateway.stack.request('GET', `/v1/exports/${id}`)).text();
  const [call] = gateway.stack.agent.received;
  expect(call).toMatchObject({ path: `/internal/exports/${id}`, claims: { nation: 'demo', role: 'member' } });
});

it('gives files to those who may only read, and to nobody without a session', async () => {
  serve();
  gateway.stack.checkSessions({ active: true, role: 'read_only' });
  expect((await gateway.stack.request('GET', `/v1/exports/${id}`)).status).toBe(200);
  const answer = await gateway.stack.request('GET', `/v1/exports/${id}`, { headers: { authorization: '' } });
  await expectProblem(answer, 401, 'unauthenticated');
});

it('answers an unknown id, another’s and an id of another shape alike', async () => {
  gateway.stack.agent.refuse('GET /internal/exports/*', 'not_found');
  for (const other of [id, 'exp_x', `qry_${'4'.repeat(32)}`, '..%2fqueries', '%00', 'x'.repeat(200)])
    await expectProblem(await gateway.stack.request('GET', `/v1/exports/${other}`), 404, 'not_found');
  expect(gateway.stack.agent.received).toHaveLength(1);
});

it('breaks off where the agent breaks off, so that nobody takes a part for the whole', async () => {
  serve(['id,name\n'], true);
  const answer = await gateway.stack.request('GET', `/v1/exports/${id}`);
  await expect(answer.text()).rejects.toThrow();
});

it('breaks off when nothing moves for half a minute', async () => {
  gateway.stack.agent.on('GET /internal/exports/*', (_, response) => void response.writeHead(200, headers).write('id,'));
  const answer = await gateway.stack.request('GET', `/v1/exports/${id}`);
  const text = answer.text();
  await Promise.all([expect(text).rejects.toThrow(), gateway.stack.clock.advance(30_000)]);
});

it('lets the agent go when the client leaves', async () => {
  const left = new Promise<void>(resolve => {
    gateway.stack.agent.on('GET /internal/exports/*', (_, response) => {
      response.once('close', resolve).writeHead(200, headers).write('id,');
    });
  });
  const answer = await gateway.stack.request('GET', `/v1/exports/${id}`);
  await answer.body!.cancel();
  await left;
});

it('is unavailable while the agent is', async () => {
  await gateway.stack.agent.stop();
  await expectProblem(await gateway.stack.request('GET', `/v1/exports/${id}`), 503, 'dependency_unavailable');
});
