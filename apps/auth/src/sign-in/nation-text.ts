import { NationSlug } from '@nat/contracts';

const suffix = '.nationbuilder.com';

/**
 * The nation a person means who typed its slug or pasted an address of it: `demo`, `Demo.nationbuilder.com`,
 * `https://demo.nationbuilder.com/admin`. Space around it and capital ASCII letters are forgiven, nothing else is: no other
 * host, no deeper subdomain, no look-alike. Nothing for what names no nation.
 */
export function nationOfText(text: string): NationSlug | undefined {
  const typed = text.trim().replace(/[A-Z]/g, letter => letter.toLowerCase());
  return NationSlug.safeParse(labelOf(typed)).data;
}

function labelOf(typed: string): string {
  if (!/[./:]/.test(typed)) return typed;
  const address = /^https?:\/\//.test(typed) ? typed : `https://${typed}`;
  if (!URL.canParse(address)) return '';
  const { hostname, username, password, port } = new URL(address);
  // What the parser had to repair was not that host: `demo。nationbuilder.com` becomes it, and is refused.
  if (username || password || port || !address.slice(address.indexOf('//') + 2).startsWith(hostname)) return '';
  return hostname.endsWith(suffix) ? hostname.slice(0, -suffix.length) : '';
}
