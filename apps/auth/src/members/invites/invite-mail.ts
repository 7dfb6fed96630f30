import type { GivenRole, NationSlug } from '@nat/contracts';
import type { MailMessage } from '@nat/mailer';

/** What a role is called where people read it. */
export const roleNames: Record<GivenRole, string> = { admin: 'an admin', member: 'a member', read_only: 'a reader' };

/** What may stand in a mail of ours in the place of a name: letters of any script, and what stands between them. */
const allowed = /[^\p{L}\p{M} '’.,-]/gu;
const longest = 60;

/**
 * A name that can stand in our mail to somebody who does not know its bearer. It was chosen by whoever invites, so it must not be
 * able to say anything but a name: no address that a mail program would make a link of, no sentence of its own. Pure.
 */
export function mailName(name: string): string {
  const plain = name.normalize('NFC').replace(allowed, ' ');
  // A point only where a name has one, as in `J. Smith`: `evil.example` would become a link.
  const words = plain
    .replace(/\.(?=\S)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return /\p{L}/u.test(words) ? Array.from(words).slice(0, longest).join('').trim() : 'Somebody';
}

export interface InviteMail {
  link: string;
  nationSlug: NationSlug;
  role: GivenRole;
  /** Name of whoever invites, as they chose it. */
  inviter: string;
}

/** The mail of an invitation: who invites, to what, and what to do when it was not expected. It holds no other link. */
export function inviteMail({ link, nationSlug, role, inviter }: InviteMail): Pick<MailMessage, 'subject' | 'text'> {
  const from = mailName(inviter);
  const text = [
    `${from} invites you to the nation ${nationSlug} on Nat, as ${roleNames[role]}.`,
    '',
    'Nat answers questions about a NationBuilder nation, and changes things in it when you say so.',
    'Open this link to see the invitation and to accept it:',
    link,
    '',
    'It is good for 7 days and for one person. You sign in first, with an account of yours: the link alone signs nobody in.',
    `You did not expect it, or do not know ${from}? Do nothing, and nothing happens. Do not pass the link on.`,
    '',
  ].join('\n');
  return { subject: `${from} invites you to ${nationSlug} on Nat`, text };
}
