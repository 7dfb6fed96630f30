import 'reflect-metadata';
import { expectProblem, useGateway } from './gateway-stack';

const gateway = useGateway();

it('passes on that the nation has to reconnect, and gives the hold back', async () => {
  gateway.stack.refuseByAgent('nation_reauth_required');
  await expectProblem(await gateway.stack.ask(), 424, 'nation_reauth_required');
  expect(gateway.stack.held).toBe(0);
});
