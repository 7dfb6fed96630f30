import { NatClient } from '@nat/client';
import { NationSlug } from '@nat/contracts';
import { eventually } from '@nat/testing';
import { StackProcess } from './stack-process';
import { Gateway, UsageProcess } from './usage-process';

let stack: StackProcess;
let second: UsageProcess;
let owner: NatClient;

beforeAll(async () => {
  stack = await StackProcess.create();
  await stack.start('--separate');
  second = await UsageProcess.start(stack);
  owner = new NatClient({ baseUrl: stack.urls.gateway! });
  await owner.signInSandbox({ nationSlug: NationSlug.parse('demo'), user: 'ada' });
  await owner.changeSubscription({ plan: 'sandbox_burst' });
  await eventually(async () => expect((await owner.usage()).plan).toBe('sandbox_burst'));
});
afterAll(async () => {
  await second.stop();
  await stack.dispose();
});

it('admits exactly the 50 that are left of 200 at once, over two usage processes', async () => {
  const gateway = new Gateway(stack);
  const usages = [stack.usageUrl, second.url];
  for (let query = 0; query < 10; query++)
    expect(await gateway.reserve(usages[query % 2]!, `first-${query}`)).toMatchObject({ admitted: true });

  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, query) => gateway.reserve(usages[query % 2]!, `burst-${query}`)),
  );
  const codes = answers.map(answer => (answer.admitted ? 'admitted' : answer.code)).sort();
  expect(codes).toEqual([
    ...Array.from({ length: 50 }, () => 'admitted'),
    ...Array.from({ length: 150 }, () => 'quota_exceeded'),
  ]);

  const meter = (await owner.usage()).meters.find(({ meter: name }) => name === 'queries');
  expect(meter).toMatchObject({ used: '0', held: '60', remaining: '0' });
});
