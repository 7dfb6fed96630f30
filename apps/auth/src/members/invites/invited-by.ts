import { roleAtLeast } from '@nat/contracts';
import { isMember } from '../membership';
import type { MembersStore } from '../members.store';
import type { InviteRecord } from './invite';

/**
 * Whether the person who invited is still one who may. An invitation is worth no more than that: whoever is removed leaves no way
 * back in behind.
 */
export async function mayStillInvite(
  members: Pick<MembersStore, 'find'>,
  { nationSlug, invitedBy }: Pick<InviteRecord, 'nationSlug' | 'invitedBy'>,
): Promise<boolean> {
  const inviter = await members.find(nationSlug, invitedBy);
  return isMember(inviter) && roleAtLeast(inviter.role, 'admin');
}
