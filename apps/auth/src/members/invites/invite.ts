import { EmailAddress, GivenRole, InviteId, NationSlug } from '@nat/contracts';
import { z } from 'zod';

/** Seconds an invitation can be accepted. */
export const inviteSeconds = 7 * 86_400;

/** An invitation as it is kept: of the token in its link only a hash. */
export const InviteRecord = z.object({
  nationSlug: NationSlug,
  inviteId: InviteId,
  address: EmailAddress,
  role: GivenRole,
  /** SHA-256 of the secret of its token. */
  secretHash: z.string(),
  invitedBy: z.string(),
  /** RFC 3339 UTC. */
  createdAt: z.string(),
  /** Epoch seconds. */
  expiresAt: z.number().int(),
});
export type InviteRecord = z.output<typeof InviteRecord>;

/** What a token names, and the secret that proves it. */
export interface InviteToken {
  nationSlug: NationSlug;
  inviteId: string;
  /** 256 bits. */
  secret: string;
}

const tokenForm = /^([a-z0-9-]{1,63})\.(inv_[0-9a-z]{26,52})\.([A-Za-z0-9_-]{43})$/;

/** `<nation>.<invite id>.<secret>`: only the secret is one. It leaves in the mail and is kept nowhere. */
export function inviteToken({ nationSlug, inviteId, secret }: InviteToken): string {
  return `${nationSlug}.${inviteId}.${secret}`;
}

/** What a token names; nothing for what is no token. */
export function readInviteToken(token: string): InviteToken | undefined {
  const [, slug, inviteId, secret] = tokenForm.exec(token) ?? [];
  const nationSlug = NationSlug.safeParse(slug).data;
  return nationSlug && inviteId && secret ? { nationSlug, inviteId, secret } : undefined;
}
