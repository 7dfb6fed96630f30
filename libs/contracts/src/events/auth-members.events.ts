import { z } from 'zod';
import { GivenRole, JoinedVia } from '../api/members';
import { InviteId, Role, UserId } from '../ids';
import { defineEvent, type EventOf } from './define-event';

/** The user. Who they are is asked of auth. */
const memberId = UserId;
/** Rises by one with each change of this membership, a removal and a return included: apply only newer ones. */
const revision = z.number().int().positive();

const example = { memberId: 'usr_0123456789abcdefghjkmnpqrs', revision: 1 } as const;

/** Somebody belongs to a nation from now on, for the first time or again. */
export const MemberJoined = defineEvent(
  'MemberJoined',
  'nat.member.joined.v1',
  {
    producer: 'auth',
    description: 'Somebody became a member of a nation: its first person as owner, later ones as they were let in.',
  },
  z.object({ memberId, role: Role, via: JoinedVia, revision }),
  { ...example, role: 'member', via: 'invite' },
);
export type MemberJoined = EventOf<typeof MemberJoined>;

/** A member has another role. A nation that was handed over tells it of both, the new owner and the old one. */
export const MemberRoleChanged = defineEvent(
  'MemberRoleChanged',
  'nat.member.role_changed.v1',
  { producer: 'auth', description: 'A member of a nation has another role, in force within 60 seconds.' },
  z.object({
    memberId,
    role: Role,
    previousRole: Role,
    /** `hand_over`: the nation was given to another owner. */
    via: z.enum(['change', 'hand_over']),
    revision,
  }),
  { ...example, role: 'admin', previousRole: 'member', via: 'change', revision: 2 },
);
export type MemberRoleChanged = EventOf<typeof MemberRoleChanged>;

/** Somebody belongs to a nation no more. */
export const MemberRemoved = defineEvent(
  'MemberRemoved',
  'nat.member.removed.v1',
  { producer: 'auth', description: 'Somebody left a nation or was removed from it; they come back by an invitation alone.' },
  z.object({ memberId, previousRole: GivenRole, via: z.enum(['removed', 'left']), revision }),
  { ...example, previousRole: 'member', via: 'removed', revision: 3 },
);
export type MemberRemoved = EventOf<typeof MemberRemoved>;

/** Somebody was invited. To whom and by which link only the mail says. */
export const InviteCreated = defineEvent(
  'InviteCreated',
  'nat.invite.created.v1',
  { producer: 'auth', description: 'An invitation to a nation was made; it replaces an open one to the same address.' },
  z.object({ inviteId: InviteId, role: GivenRole, expiresAt: z.iso.datetime() }),
  { inviteId: 'inv_0123456789abcdefghjkmnpqrs', role: 'member', expiresAt: '2026-11-27T10:00:00.000Z' },
);
export type InviteCreated = EventOf<typeof InviteCreated>;
