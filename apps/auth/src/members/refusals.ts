import { type Role, roleAtLeast } from '@nat/contracts';
import { AppError } from '@nat/service-kit';
import type { Permission } from './may-change';
import { isMember, type Member, type MembershipRecord } from './membership';

const words: Record<Extract<Permission, { allowed: false }>['code'], string> = {
  role_required: 'Your role in this nation does not allow that.',
  not_found: 'There is no such member.',
  owner_required: 'A nation always has an owner. Hand it over to somebody else first.',
  conflict: 'Nothing was changed: either it is so already, or somebody is changing it at this moment. Look again.',
};

/** A refusal in words. */
export function refusal(code: keyof typeof words): AppError {
  return new AppError(code, words[code]);
}

/** The membership, if it lasts. Throws `forbidden`. */
export function requireMember(record: MembershipRecord | undefined): Member {
  if (!isMember(record)) throw new AppError('forbidden', 'You are not a member of this nation.');
  return record;
}

/** Throws `role_required` below admin. */
export function requireAdmin({ role }: { role: Role }): void {
  if (!roleAtLeast(role, 'admin')) throw refusal('role_required');
}
