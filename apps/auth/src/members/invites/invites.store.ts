import type { NationSlug } from '@nat/contracts';
import type { NationChange } from '../membership';
import type { Told } from '../members.store';
import type { InviteRecord } from './invite';

/** Mail that a nation may have sent: so much of one kind within a window. */
export interface MailLimit {
  /** Names what is counted and the window, such as `<hour>`; unique within the nation. */
  counter: string;
  most: number;
  /** Epoch seconds at which the window ends. */
  endsAt: number;
}

/** What came of an invitation: kept, or refused by the limit whose place in the list is told. */
export type InviteOutcome = { created: true } | { created: false; limit: number };

/** Invitations that can still be accepted. Of one nation and one address there is one. */
export abstract class InvitesStore {
  /**
   * Keeps an invitation in place of an open one to the same address, and counts its mail. Any number at once end in one
   * invitation for each address, and in no more mails than every limit allows.
   */
  abstract create(invite: InviteRecord, limits: readonly MailLimit[], told: Told): Promise<InviteOutcome>;

  /** The invitation, unless it was used, replaced or revoked, or is past its end. `now`: epoch seconds. */
  abstract find(nationSlug: NationSlug, inviteId: string, now: number): Promise<InviteRecord | undefined>;

  /**
   * Invitations of a nation, newest first, those past their end left out.
   * @param page at most `limit`, of those whose id is `before` another.
   */
  abstract list(nationSlug: NationSlug, page: { limit: number; before?: string; now: number }): Promise<InviteRecord[]>;

  /** Ends an invitation. False when it was over. */
  abstract revoke(invite: InviteRecord, told: Told): Promise<boolean>;

  /**
   * Uses an invitation up and makes the change it allows, both or neither.
   * @returns false when the invitation is over, or something is not as the change saw it.
   */
  abstract accept(invite: InviteRecord, change: NationChange, told: Told, now: number): Promise<boolean>;
}
