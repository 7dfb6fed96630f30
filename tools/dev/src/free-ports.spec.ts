import { createServer, type AddressInfo, type Server } from 'node:net';
import { assertPortsFree, freePorts, PortsBusy } from './free-ports';
import { portsFrom } from './settings';

async function complaints(wanted: Parameters<typeof assertPortsFree>[0]): Promise<readonly string[]> {
  const error = await assertPortsFree(wanted).catch((refused: unknown) => refused);
  return error instanceof PortsBusy ? error.lines : [];
}

let blocker: Server;
let taken: number;
beforeAll(async () => {
  blocker = createServer();
  await new Promise<void>(ready => blocker.listen(0, '127.0.0.1', ready));
  taken = (blocker.address() as AddressInfo).port;
});
afterAll(() => new Promise(closed => blocker.close(closed)));

it('finds ports that are all free and all different', async () => {
  const found = await freePorts();
  expect(new Set(Object.values(found)).size).toBe(Object.keys(found).length);
  expect(await complaints(found)).toEqual([]);
});

it('names a port that is taken and the variable that changes it', async () => {
  const wanted = { ...(await freePorts()), 'api-gateway': taken };
  expect(await complaints(wanted)).toEqual([expect.stringMatching(new RegExp(`port ${taken} \\(api-gateway\\).*NAT_PORT`))]);
});

it('names two of ours that want the same port', async () => {
  const free = await freePorts();
  expect((await complaints({ ...free, auth: free.usage })).join()).toContain('wanted by both');
});

it('takes ports from their variables, and refuses what is no port', () => {
  expect(portsFrom({ NAT_PORT: '5000' })).toMatchObject({ 'api-gateway': 5000, auth: 4201 });
  expect(() => portsFrom({ NAT_AWS_PORT: 'many' })).toThrow('NAT_AWS_PORT must be a port');
});
