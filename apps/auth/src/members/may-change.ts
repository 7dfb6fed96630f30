import { type GivenRole, type Role, roleAtLeast } from '@nat/contracts';

/** What somebody wants to change about a member. */
export type MemberChange = { kind: 'role'; role: GivenRole } | { kind: 'removal' } | { kind: 'hand_over' };

export type Permission =
  { allowed: true } | { allowed: false; code: 'role_required' | 'not_found' | 'owner_required' | 'conflict' };

const allowed = { allowed: true } as const;
const refused = <Code extends string>(code: Code) => ({ allowed: false, code }) as const;

/**
 * Whether a member may do this to a user (product design, section 4). Owner and admins set roles and remove; anybody but the
 * owner leaves; the owner alone hands the nation over, and is neither demoted nor removed before they have. Nobody raises
 * themselves: what an admin can give is at most what an admin has. Whoever may not act at all is told so before it shows
 * whether there is such a member. Pure.
 *
 * @param target role of the user, absent when they are no member.
 */
export function mayChange(
  actor: { userId: string; role: Role },
  target: { userId: string; role: Role | undefined },
  change: MemberChange,
): Permission {
  const self = actor.userId === target.userId;
  const leaves = self && change.kind === 'removal';
  const needed = change.kind === 'hand_over' ? 'owner' : 'admin';
  if (!leaves && !roleAtLeast(actor.role, needed)) return refused('role_required');
  if (!target.role) return refused('not_found');
  if (change.kind === 'hand_over') return self ? refused('conflict') : allowed;
  return target.role === 'owner' ? refused('owner_required') : allowed;
}
