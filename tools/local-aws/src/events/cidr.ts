import { BlockList, isIP } from 'node:net';

/** Whether the text is an address block such as `10.0.0.0/24` or `2001:db8::/32`. */
export function isCidr(block: string): boolean {
  const [address = '', bits = '', ...more] = block.split('/');
  const version = isIP(address);
  return version !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128);
}

/** Whether the address lies in the block. False for anything that is not an address. */
export function cidrContains(block: string, address: string): boolean {
  const [start = '', bits = ''] = block.split('/');
  const family = (text: string): 'ipv4' | 'ipv6' => (isIP(text) === 6 ? 'ipv6' : 'ipv4');
  if (isIP(address) === 0 || family(address) !== family(start)) return false;
  const list = new BlockList();
  list.addSubnet(start, Number(bits), family(start));
  return list.check(address, family(address));
}
