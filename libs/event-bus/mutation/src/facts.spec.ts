import { eventOf, UsageRecorded } from '@nat/contracts';
import { requestContext } from '@nat/service-kit';
import { factsFromContext } from './facts';

const facts = { id: 'use_1', nationSlug: 'demo', time: '2026-11-20T10:00:00.000Z', data: UsageRecorded.example };
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

it('gives an event the correlation and the trace of the work that produced it', () => {
  const event = requestContext.run({ correlationId: 'req_9', traceparent }, () =>
    eventOf(UsageRecorded, { ...facts, ...factsFromContext() }),
  );
  expect(event).toMatchObject({ correlationid: 'req_9', traceparent });
});

it('gives an event of work that nobody asked for a correlation that says so', () => {
  expect(eventOf(UsageRecorded, { ...facts, ...factsFromContext() })).toMatchObject({ correlationid: 'none' });
});
