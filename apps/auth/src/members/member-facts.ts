import {
  type DomainEvent,
  type EventDefinition,
  eventOf,
  type Role,
  MemberJoined,
  MemberRemoved,
  MemberRoleChanged,
} from '@nat/contracts';
import { factsFromContext } from '@nat/event-bus';
import type { Clock, Rng } from '@nat/service-kit';
import type { z } from 'zod';
import { auditEntry, type AuditFacts } from '../audit/audit-entry';
import type { Member, MembershipRecord } from './membership';
import type { Told } from './members.store';

/**
 * What is told of members, to the bus and to the nation's audit log: ids and roles, never a name or an address. The id of an
 * event is that of the revision it tells of, so no fact is told twice.
 */
export class MemberFacts {
  constructor(private readonly from: { clock: Clock; rng: Rng }) {}

  /** Somebody joined; they did it themselves, whoever let them in. */
  joined(member: Member): Told {
    const { userId, role, via } = member;
    const event = this.event(MemberJoined, member, 'joined', { role, via }, userId);
    return this.told({ type: 'member.joined', subject: userId, actor: userId, data: { role, via } }, [event]);
  }

  roleChanged(member: Member, previousRole: Role, actor: string): Told {
    const { userId, role } = member;
    const event = this.roleEvent(member, previousRole, 'change', actor);
    return this.told({ type: 'member.role_changed', subject: userId, actor, data: { role, previousRole } }, [event]);
  }

  /** The nation has another owner. */
  handedOver(owner: Member, previousRole: Role, formerOwner: Member): Told {
    const actor = formerOwner.userId;
    const events = [
      this.roleEvent(owner, previousRole, 'hand_over', actor),
      this.roleEvent(formerOwner, 'owner', 'hand_over', actor),
    ];
    const data = { previousRole, formerOwner: actor, formerOwnerRole: formerOwner.role };
    return this.told({ type: 'owner.changed', subject: owner.userId, actor, data }, events);
  }

  removed(record: MembershipRecord, previousRole: Role, actor: string): Told {
    const via = actor === record.userId ? 'left' : 'removed';
    const event = this.event(MemberRemoved, record, 'removed', { previousRole, via }, actor);
    return this.told({ type: 'member.removed', subject: record.userId, actor, data: { previousRole, via } }, [event]);
  }

  private roleEvent(member: Member, previousRole: Role, via: 'change' | 'hand_over', actor: string): DomainEvent {
    return this.event(MemberRoleChanged, member, 'role_changed', { role: member.role, previousRole, via }, actor);
  }

  private told(facts: AuditFacts, events: DomainEvent[]): Told {
    return { audits: [auditEntry(facts, this.from)], events };
  }

  private event<Name extends string, Type extends string, Data extends z.ZodType>(
    definition: EventDefinition<Name, Type, Data>,
    { nationSlug, userId: memberId, revision }: MembershipRecord,
    what: string,
    data: object,
    actor: string,
  ): DomainEvent {
    const id = `${nationSlug}.${memberId}.${revision}.${what}`;
    const facts = { id, nationSlug, time: this.from.clock.iso(), userId: actor, ...factsFromContext() };
    return eventOf(definition, { ...facts, data: { memberId, revision, ...data } as z.input<Data> }) as DomainEvent;
  }
}
