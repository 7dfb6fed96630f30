import { clientAddress } from './client-address';

it.each([
  ['no proxy is trusted', 'evil, 1.1.1.1', 0, '10.0.0.1'],
  ['one proxy wrote the last entry', 'evil, 1.1.1.1', 1, '1.1.1.1'],
  ['two proxies wrote the last two', 'evil, 1.1.1.1, 10.0.0.9', 2, '1.1.1.1'],
  ['the list is shorter than the proxies', '1.1.1.1', 2, '10.0.0.1'],
  ['the header is empty', '', 1, '10.0.0.1'],
  ['there is no header', undefined, 1, '10.0.0.1'],
])('names the right address when %s', (_, header, hops, expected) => {
  expect(clientAddress('10.0.0.1', header, hops)).toBe(expected);
});
