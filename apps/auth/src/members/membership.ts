import { JoinedVia, NationSlug, Role } from '@nat/contracts';
import { z } from 'zod';

/** Somebody's membership of a nation, from the first time they joined on. */
export const MembershipRecord = z.object({
  nationSlug: NationSlug,
  userId: z.string(),
  /** Absent when it has ended. What is left of it keeps its person out until they are invited again. */
  role: Role.optional(),
  via: JoinedVia.default('connection'),
  /** RFC 3339 UTC, of the last time they joined. */
  joinedAt: z.string(),
  /** Rises by one with each change, so that whoever decided by what they saw writes nothing over what they did not see. */
  revision: z.number().int().nonnegative().default(0),
});
export type MembershipRecord = z.output<typeof MembershipRecord>;

/** A membership that lasts. */
export type Member = MembershipRecord & { role: Role };

/** A nation that somebody has proven: from then on it has exactly one owner. */
export const Nation = z.object({
  nationSlug: NationSlug,
  ownerId: z.string(),
  /** Whether people of its control panel become members by signing in. */
  joinByConnection: z.boolean().default(true),
  createdAt: z.string(),
  revision: z.number().int().nonnegative().default(0),
});
export type Nation = z.output<typeof Nation>;

/**
 * What changes in one nation, all of it or nothing. Every record is given as it becomes and follows the revision before it; one
 * of revision 1 is the first.
 */
export interface NationChange {
  nationSlug: NationSlug;
  memberships: readonly MembershipRecord[];
  nation?: Nation;
  /** Memberships that were looked at to decide, and must still be as they were seen. */
  rests?: readonly MembershipRecord[];
  /** The nation as it was looked at to decide, where it is not what changes. */
  restsOnNation?: Nation;
}

export function isMember(record: MembershipRecord | undefined): record is Member {
  return record?.role !== undefined;
}

/** A membership that begins now, also again. Pure. */
export function joining(
  about: Pick<Member, 'nationSlug' | 'userId' | 'role' | 'via' | 'joinedAt'>,
  before: MembershipRecord | undefined,
): Member {
  return { ...about, revision: (before?.revision ?? 0) + 1 };
}

/** The membership with another role. Pure. */
export function withRole<Given extends Role>(member: Member, role: Given): Member & { role: Given } {
  return { ...member, role, revision: member.revision + 1 };
}

/** The membership after its end. Pure. */
export function ended(member: Member): MembershipRecord {
  const { role: _, ...record } = member;
  return { ...record, revision: member.revision + 1 };
}
