import { z } from 'zod';
import { EmailAddress } from '../email-address';
import { InviteId, NationSlug, Role, UserId } from '../ids';
import { pageOf } from './pages';
import { isPlainText } from './plain-text';

/** What a person may be given in a nation. Its owner is made by the first sign-in and by handing over, never by this. */
export const GivenRole = Role.exclude(['owner']);
export type GivenRole = z.output<typeof GivenRole>;

/** How somebody came to a nation: as a person of its control panel, or by an invitation. */
export const JoinedVia = z.enum(['connection', 'invite']);
export type JoinedVia = z.output<typeof JoinedVia>;

/** A person of a nation, as its owner and admins see them. */
export const NationMember = z.object({
  userId: UserId,
  name: z.string(),
  /** Where their account was proven by mail. */
  email: EmailAddress.optional(),
  role: Role,
  joinedAt: z.iso.datetime(),
  via: JoinedVia,
});
export type NationMember = z.output<typeof NationMember>;

/** 200 of `GET /v1/members`: who joined last is first. */
export const MembersPage = pageOf(NationMember);
export type MembersPage = z.output<typeof MembersPage>;

/** Body of `PATCH /v1/members/{userId}`. */
export const ChangeMember = z.strictObject({ role: GivenRole });
export type ChangeMember = z.output<typeof ChangeMember>;

/** Body of `POST /v1/nations/{slug}/owner`. */
export const NewOwner = z.strictObject({ userId: UserId });
export type NewOwner = z.output<typeof NewOwner>;

/** Body of `POST /v1/invites`. */
export const NewInvite = z.strictObject({ email: EmailAddress, role: GivenRole });
export type NewInvite = z.output<typeof NewInvite>;

/** An invitation that can still be accepted. Its token is in the mail alone. */
export const Invite = z.object({
  inviteId: InviteId,
  email: EmailAddress,
  role: GivenRole,
  invitedBy: UserId,
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Invite = z.output<typeof Invite>;

/** 200 of `GET /v1/invites`: the newest is first. A page may hold fewer than `limit`, even none, and still have one after it. */
export const InvitesPage = pageOf(Invite);
export type InvitesPage = z.output<typeof InvitesPage>;

/** Body of `POST /v1/invites/accept`. What is no token is answered as a token that is over. */
export const AcceptInvite = z.strictObject({ token: z.string().min(1).max(300) });
export type AcceptInvite = z.output<typeof AcceptInvite>;

export const Membership = z.object({ nationSlug: NationSlug, role: Role });
export type Membership = z.output<typeof Membership>;

/** Body of `POST /v1/nations`. What names no nation is `slug_invalid`. */
export const ClaimNation = z.strictObject({ slug: z.string().min(1).max(200) });
export type ClaimNation = z.output<typeof ClaimNation>;

/** Somebody says that a nation is theirs, and has 7 days to prove it. Several may; it grants nothing but the way to prove it. */
export const Claim = z.object({
  nationSlug: NationSlug,
  /** `lapsed`: somebody else has proven it. */
  state: z.enum(['pending', 'lapsed']),
  claimedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type Claim = z.output<typeof Claim>;

/**
 * What somebody is called: one line of at most 100 characters, of which one can be seen and none turns the direction of those
 * around it. Others read it beside roles and buttons.
 */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u, 'must be one line that runs in its own direction')
  .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, 'must be visible')
  .refine(isPlainText, 'must be plain text');

/** Body of `PATCH /v1/me`. */
export const ChangeMe = z.strictObject({ name: PersonName });
export type ChangeMe = z.output<typeof ChangeMe>;

/** Answer of `GET /v1/me`. */
export const Me = z.object({
  userId: UserId,
  name: z.string(),
  /** Where the account was proven by mail. */
  email: EmailAddress.optional(),
  /** Who joined last is first. */
  memberships: z.array(Membership),
  /** Claims of the last 7 days, except on nations the person belongs to by now. */
  claims: z.array(Claim),
});
export type Me = z.output<typeof Me>;
