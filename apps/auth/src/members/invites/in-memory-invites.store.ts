import { normalizedEmail, type NationSlug } from '@nat/contracts';
import { InMemoryPeople } from '../../accounts/in-memory-people';
import type { NationChange } from '../membership';
import type { Told } from '../members.store';
import type { InviteRecord } from './invite';
import { type InviteOutcome, InvitesStore, type MailLimit } from './invites.store';

/** The twin for tests: no await between reading and writing, so every call is one transaction. */
export class InMemoryInvitesStore extends InvitesStore {
  private invites: InviteRecord[] = [];
  private readonly counters = new Map<string, number>();

  constructor(private readonly people: InMemoryPeople) {
    super();
  }

  create(invite: InviteRecord, limits: readonly MailLimit[], told: Told): Promise<InviteOutcome> {
    const keys = limits.map(({ counter }) => `${invite.nationSlug} ${counter}`);
    const limit = limits.findIndex(({ most }, index) => (this.counters.get(keys[index]!) ?? 0) >= most);
    if (limit !== -1) return Promise.resolve({ created: false, limit });
    for (const key of keys) this.counters.set(key, (this.counters.get(key) ?? 0) + 1);
    this.invites = this.invites.filter(other => !sameAddress(other, invite));
    this.invites.push(structuredClone(invite));
    this.people.tell(invite.nationSlug, told);
    return Promise.resolve({ created: true });
  }

  find(nationSlug: NationSlug, inviteId: string, now: number): Promise<InviteRecord | undefined> {
    const own = this.invites.filter(invite => invite.nationSlug === nationSlug && invite.expiresAt > now);
    return Promise.resolve(structuredClone(own.find(invite => invite.inviteId === inviteId)));
  }

  list(
    nationSlug: NationSlug,
    { limit, before = 'inv~', now }: { limit: number; before?: string; now: number },
  ): Promise<InviteRecord[]> {
    const open = this.invites.filter(invite => invite.nationSlug === nationSlug && invite.expiresAt > now);
    const wanted = open.filter(({ inviteId }) => inviteId < before).sort((a, b) => (a.inviteId > b.inviteId ? -1 : 1));
    return Promise.resolve(structuredClone(wanted.slice(0, limit)));
  }

  revoke(invite: InviteRecord, told: Told): Promise<boolean> {
    if (!this.remove(invite)) return Promise.resolve(false);
    this.people.tell(invite.nationSlug, told);
    return Promise.resolve(true);
  }

  accept(invite: InviteRecord, change: NationChange, told: Told, now: number): Promise<boolean> {
    if (invite.expiresAt <= now || !this.people.isAsSeen(change) || !this.remove(invite)) return Promise.resolve(false);
    this.people.apply(change);
    this.people.tell(change.nationSlug, told);
    return Promise.resolve(true);
  }

  private remove({ nationSlug, inviteId }: InviteRecord): boolean {
    const before = this.invites.length;
    this.invites = this.invites.filter(other => other.nationSlug !== nationSlug || other.inviteId !== inviteId);
    return this.invites.length < before;
  }
}

function sameAddress(one: InviteRecord, other: InviteRecord): boolean {
  return one.nationSlug === other.nationSlug && normalizedEmail(one.address) === normalizedEmail(other.address);
}
