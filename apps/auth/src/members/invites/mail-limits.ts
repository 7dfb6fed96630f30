import { type EmailAddress, normalizedEmail } from '@nat/contracts';
import { secretHash } from '../../one-time/one-time-secret';
import type { MailLimit } from './invites.store';

/** Invitations a nation can have mailed within an hour, and to one address within a day. */
const invitesPerHour = 30;
const invitesPerAddressAndDay = 5;

const hourSeconds = 3_600;
const daySeconds = 86_400;

/** What bounds the mail of one nation, so that nobody is flooded by it. `now`: epoch seconds. Pure. */
export function mailLimits(address: EmailAddress, now: number): MailLimit[] {
  const [hour, day] = [Math.floor(now / hourSeconds), Math.floor(now / daySeconds)];
  return [
    { counter: `HOUR#${hour}`, most: invitesPerHour, endsAt: (hour + 1) * hourSeconds },
    {
      counter: `DAY#${day}#${secretHash(normalizedEmail(address))}`,
      most: invitesPerAddressAndDay,
      endsAt: (day + 1) * daySeconds,
    },
  ];
}
