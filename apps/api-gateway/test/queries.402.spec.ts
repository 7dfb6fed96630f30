import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();

it('refuses a nation without an active subscription and never wakes the agent', async () => {
  gateway.stack.admit({ refused: { code: 'subscription_inactive', upgradeTo: ['pro'] } });
  expect(await expectProblem(await gateway.stack.ask(), 402, 'subscription_inactive')).toMatchObject({
    upgradeTo: ['pro'],
    retryable: false,
  });
  expect(gateway.stack.agent.received).toEqual([]);
});
