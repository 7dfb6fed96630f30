import { type Role, roleAtLeast } from '@nat/contracts';
import { AppError } from '@nat/service-kit';
import type { Permission } from './may-change';

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

export function requireAdmin(role: Role): void {
  if (!roleAtLeast(role, 'admin')) throw refusal('role_required');
}
