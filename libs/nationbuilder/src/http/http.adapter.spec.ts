import { createServer, type AddressInfo } from 'node:net';
import { httpCall, isPrivateAddress } from './http.adapter';

it.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  '::ffff:127.0.0.1',
])('takes %s for an address that NationBuilder cannot have', address => expect(isPrivateAddress(address)).toBe(true));

it.each(['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'])('takes %s for a public one', address => {
  expect(isPrivateAddress(address)).toBe(false);
});

it('connects to no name that resolves to this machine, when it speaks for the vendor', async () => {
  let connections = 0;
  const server = createServer(() => connections++);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`https://localhost:${(server.address() as AddressInfo).port}/api/v2/lists`);
  await expect(httpCall({ url, headers: {}, timeoutMs: 5_000 })).rejects.toThrow('does not resolve to a public address');
  expect(connections).toBe(0);
  await new Promise(resolve => server.close(resolve));
});
