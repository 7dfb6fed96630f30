import 'reflect-metadata';
import { conversationId } from './events';
import { useGateway } from './gateway-stack';

const gateway = useGateway();

it.each([{ accept: 'application/json' }, { accept: '*/*' }, { accept: 'text/event-stream;q=0' }])(
  'answers where the events are when asked for %o',
  async headers => {
    const answer = await gateway.stack.ask({ text: 'hi' }, headers);
    const body = (await answer.json()) as Record<string, string>;
    expect(answer.status).toBe(202);
    const { queryId } = body;
    expect(body).toEqual({ queryId, conversationId, status: 'running', eventsUrl: `/v1/queries/${queryId}/events` });
    expect(answer.headers.get('location')).toBe(`/v1/queries/${queryId}`);
    expect(answer.headers.get('ratelimit')).toContain('"user-queries";r=7');
  },
);

it('cancels, however often it is asked', async () => {
  const id = `qry_${'4'.repeat(32)}`;
  gateway.stack.agent.answer(`POST /internal/queries/${id}/cancel`, 202, { status: 'canceled' });
  for (const given of [{}, { body: {} }, { body: '', headers: { 'content-type': 'application/json' } }]) {
    const answer = await gateway.stack.request('POST', `/v1/queries/${id}/cancel`, given);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({ status: 'canceled' });
  }
});
