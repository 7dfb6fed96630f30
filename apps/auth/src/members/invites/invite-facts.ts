import { type DomainEvent, eventOf, InviteCreated } from '@nat/contracts';
import { factsFromContext } from '@nat/event-bus';
import type { Clock, Rng } from '@nat/service-kit';
import { auditEntry } from '../../audit/audit-entry';
import { MemberFacts } from '../member-facts';
import type { Member } from '../membership';
import type { Told } from '../members.store';
import type { InviteRecord } from './invite';

/** What is told of invitations: ids and roles, never the address or the token. */
export class InviteFacts {
  private readonly members: MemberFacts;

  constructor(private readonly from: { clock: Clock; rng: Rng }) {
    this.members = new MemberFacts(from);
  }

  created({ nationSlug, inviteId, role, invitedBy, createdAt, expiresAt }: InviteRecord): Told {
    const data = { inviteId, role, expiresAt: new Date(expiresAt * 1_000).toISOString() };
    const facts = { id: `${inviteId}.created`, nationSlug, time: createdAt, userId: invitedBy, ...factsFromContext() };
    const entry = auditEntry({ type: 'invite.created', subject: inviteId, actor: invitedBy, data: { role } }, this.from);
    return { audits: [entry], events: [eventOf(InviteCreated, { ...facts, data }) as DomainEvent] };
  }

  /** @param actor who took it back; absent when its mail could not be sent. */
  revoked({ inviteId, role }: InviteRecord, actor?: string): Told {
    const data = { role, cause: actor ? 'taken_back' : 'not_mailed' };
    return {
      audits: [auditEntry({ type: 'invite.revoked', subject: inviteId, ...(actor && { actor }), data }, this.from)],
      events: [],
    };
  }

  /** Somebody accepted, and is a member by it. */
  accepted({ inviteId, role, invitedBy }: InviteRecord, member: Member): Told {
    const { audits, events } = this.members.joined(member);
    const facts = { type: 'invite.accepted', subject: inviteId, actor: member.userId, data: { role, invitedBy } } as const;
    return { audits: [auditEntry(facts, this.from), ...audits], events };
  }
}
