import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();

it.each(['query_in_progress', 'nation_not_connected'] as const)('passes %s on and gives the hold back', async code => {
  gateway.stack.refuseByAgent(code, { existing: 'qry_other' });
  for (const accept of ['text/event-stream', 'application/json']) {
    const answer = await gateway.stack.ask({ text: 'hi' }, { accept });
    expect(await expectProblem(answer, 409, code)).toMatchObject({ existing: 'qry_other' });
    expect(gateway.stack.held).toBe(0);
  }
});

it('names the query and its period when it gives the hold back', async () => {
  gateway.stack.refuseByAgent('query_in_progress');
  await gateway.stack.ask();
  const [reservation] = gateway.stack.usage.callsTo('POST /internal/reservations');
  const [release] = gateway.stack.usage.callsTo('POST /internal/reservations/*/release');
  expect(release?.path).toContain((reservation!.body as { queryId: string }).queryId);
  expect(release?.body).toEqual({ periodStart: '2026-06-01T00:00:00.000Z' });
  expect(release?.claims).toMatchObject({ aud: 'service:usage', nation: 'demo' });
});

it('never gives back the hold of an earlier request under the same key', async () => {
  gateway.stack.admit({ repeated: true });
  gateway.stack.refuseByAgent('query_in_progress');
  await expectProblem(await gateway.stack.ask(), 409, 'query_in_progress');
  expect(gateway.stack.usage.callsTo('POST /internal/reservations/*/release')).toEqual([]);
});

it('tells the refusal although its release was lost', async () => {
  gateway.stack.refuseByAgent('query_in_progress');
  gateway.stack.usage.on('POST /internal/reservations/*/release', (_, response) => void response.destroy());
  await expectProblem(await gateway.stack.ask(), 409, 'query_in_progress');
});
