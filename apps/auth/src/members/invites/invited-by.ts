import { roleAtLeast } from '@nat/contracts';
import { isMember, type Member } from '../membership';
import type { MembersStore } from '../members.store';
import type { InviteRecord } from './invite';

/**
 * The person who invited, while they are still one who may. An invitation is worth no more than that: whoever is removed leaves no
 * way back in behind.
 */
export async function inviterOf(
  members: Pick<MembersStore, 'find'>,
  { nationSlug, invitedBy }: Pick<InviteRecord, 'nationSlug' | 'invitedBy'>,
): Promise<Member | undefined> {
  const inviter = await members.find(nationSlug, invitedBy);
  return isMember(inviter) && roleAtLeast(inviter.role, 'admin') ? inviter : undefined;
}
