import { z } from 'zod';

/** RFC 5321 4.5.3.1: 254 characters of a path without its brackets, 64 of them before the `@`. */
const longest = 254;
const longestLocal = 64;

/** RFC 5321 4.1.2, `Dot-string`. Quoted local parts are refused: nobody has one, and they can hold what a header is made of. */
const local = String.raw`[A-Za-z0-9!#$%&'*+/=?^_\x60{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_\x60{|}~-]+)*`;
/** A label of a host name, RFC 1123 2.1. */
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
/** At least two labels, the last no number: neither `localhost` nor an IP address. Names in other scripts come as `xn--`. */
const domain = String.raw`(?:${label}\.)+(?!\d+$)${label}`;

const pattern = new RegExp(`^(?=.{1,${longest}}$)(?=[^@]{1,${longestLocal}}@)${local}@${domain}$`);

/**
 * An e-mail address as it is written to: ASCII, `local@domain`, at most 254 characters, the domain lower-cased. What is padded,
 * quoted, named (`Ada <ada@…>`) or more than one address is refused, never repaired; so nothing that passes can end a header
 * line or begin another recipient.
 */
export const EmailAddress = z
  .string()
  .max(longest, `must be at most ${longest} characters`)
  .regex(pattern, 'must be one e-mail address, such as ada@example.org')
  .overwrite(lowerDomain)
  .brand<'EmailAddress'>();
export type EmailAddress = z.output<typeof EmailAddress>;

/**
 * Equal for two addresses exactly when they mean the same account: letter case is all that may differ. Dots and what follows a
 * `+` stay, because only some providers ignore them: folding them would hand one person's account to another. Keys and look-ups
 * use it; mail goes to the address as it was given.
 */
export function normalizedEmail(address: EmailAddress): string {
  return address.toLowerCase();
}

function lowerDomain(address: string): string {
  const at = address.lastIndexOf('@');
  return address.slice(0, at) + address.slice(at).toLowerCase();
}
