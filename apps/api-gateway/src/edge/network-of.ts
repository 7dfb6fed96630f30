import { isIPv4, isIPv6 } from 'node:net';

/**
 * The network of an address, for logs that must tell places apart but name nobody: the first 24 bits of an IPv4 address
 * (`192.0.2.0/24`), the first 48 of an IPv6 one (`2001:db8:1::/48`). Nothing for what is no address.
 */
export function networkOf(address: string): string | undefined {
  const plain = address.replace(/%.*$/, '').toLowerCase();
  const mapped = plain.startsWith('::ffff:') ? plain.slice(7) : plain;
  if (isIPv4(mapped)) return `${mapped.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(plain)) return undefined;
  const [before = '', after] = plain.split('::');
  const head = before.split(':').filter(group => group !== '');
  const tail = (after ?? '').split(':').filter(group => group !== '');
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length;
  const groups = [...head, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...tail].slice(0, 3);
  return `${groups.map(group => group.replace(/^0+(?=.)/, '')).join(':')}::/48`;
}
