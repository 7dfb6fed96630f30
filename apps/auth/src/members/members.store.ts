import type { DomainEvent, NationSlug } from '@nat/contracts';
import type { AuditEntry } from '../audit/audit-entry';
import type { Member, MembershipRecord, Nation, NationChange } from './membership';

/** What is told together with a change: saved in one transaction with it, or not at all. */
export interface Told {
  /** Entries for the nation's audit log. */
  audits: readonly AuditEntry[];
  events: readonly DomainEvent[];
}

/** Nations that were proven and who belongs to them. */
export abstract class MembersStore {
  /** Nothing for a nation that nobody has proven yet. */
  abstract nation(nationSlug: NationSlug): Promise<Nation | undefined>;

  /** The membership of a user, also one that has ended. */
  abstract find(nationSlug: NationSlug, userId: string): Promise<MembershipRecord | undefined>;

  /**
   * Members of a nation, who joined last first. Read from an index, which may be a moment late.
   *
   * @param page at most `limit`, of those `before` a position.
   */
  abstract list(nationSlug: NationSlug, page: { limit: number; before?: string }): Promise<Member[]>;

  /**
   * Makes a change if everything it rests on and replaces is still as it was seen.
   * @returns false when something is not: then nothing was changed or told.
   */
  abstract change(change: NationChange, told: Told): Promise<boolean>;
}

/** Place of a member in the list of its nation. */
export function positionOf({ joinedAt, userId }: Pick<MembershipRecord, 'joinedAt' | 'userId'>): string {
  return `${joinedAt}#${userId}`;
}

/** What a position looks like. */
export const positionForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#usr_[0-9a-z]{26,52}$/;
