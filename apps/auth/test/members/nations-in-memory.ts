import {
  type DomainEvent,
  EmailAddress,
  MemberJoined,
  MemberRemoved,
  MemberRoleChanged,
  NationSlug,
  type Role,
} from '@nat/contracts';
import { InMemoryOutbox } from '@nat/event-bus';
import { InMemoryMailer } from '@nat/mailer';
import { AppError, ManualClock, type Rng, SeededRng, type ServiceIdentity } from '@nat/service-kit';
import { AccountsService } from '../../src/accounts/accounts.service';
import { InMemoryAccountsStore } from '../../src/accounts/in-memory-accounts.store';
import { InMemoryPeople } from '../../src/accounts/in-memory-people';
import { ClaimsService } from '../../src/members/claims/claims.service';
import { InMemoryClaimsStore } from '../../src/members/claims/in-memory-claims.store';
import { InMemoryMembersStore } from '../../src/members/in-memory-members.store';
import { AcceptanceService } from '../../src/members/invites/acceptance.service';
import { InMemoryInvitesStore } from '../../src/members/invites/in-memory-invites.store';
import { InvitesService } from '../../src/members/invites/invites.service';
import { JoinSettingsService } from '../../src/members/join-settings.service';
import { MembersService } from '../../src/members/members.service';
import { PublicOrigin } from '../../src/sign-in/email-sign-in.service';
import { type Outcome, people, type Try } from './nation-model';

const relay = { nudge: () => undefined };
const addressOf = (number: number) => EmailAddress.parse(`person${number}@example.org`);

/**
 * The services of members over stores in memory, tried one by one or several at once. Every step a service takes at a store waits
 * for a while that `seed` decides, so that what runs at once runs in many orders.
 */
export class NationsInMemory {
  private readonly clock = new ManualClock();
  private readonly rng: Rng;
  private readonly outbox = new InMemoryOutbox();
  private readonly people = new InMemoryPeople(this.outbox);
  private readonly mailer = new InMemoryMailer();
  private readonly accounts = this.slow(new InMemoryAccountsStore(this.people));
  private readonly members = this.slow(new InMemoryMembersStore(this.people));
  private readonly invites = this.slow(new InMemoryInvitesStore(this.people));
  private readonly services;
  private readonly made = new Map<number, { inviteId: string; token: string }>();
  private userIds: string[] = [];

  constructor(seed: number) {
    this.rng = new SeededRng(seed);
    const { accounts, members, invites, mailer, clock, rng } = this;
    const claims = new ClaimsService(new InMemoryClaimsStore(this.people), members, clock, rng);
    const connections = { disconnectFormerMember: async () => undefined };
    this.services = {
      accounts: new AccountsService(accounts, members, claims, relay, clock, rng),
      members: new MembersService(members, accounts, connections, relay, clock, rng),
      invites: new InvitesService(invites, members, accounts, mailer, new PublicOrigin('https://nat.example'), relay, clock, rng),
      acceptance: new AcceptanceService(invites, members, accounts, relay, clock, rng),
      settings: new JoinSettingsService(members, clock, rng),
    };
  }

  /** Everybody has an account by mail, and is known to both nations as a person of theirs. */
  async populate(nations: readonly string[]): Promise<void> {
    for (let who = 0; who < people; who++) {
      const userId = await this.accounts.joinByEmail({
        address: addressOf(who),
        userId: this.rng.id('usr'),
        at: this.clock.iso(),
      });
      this.userIds.push(userId);
      for (const nation of nations) {
        await this.accounts.linkPerson({ nationSlug: NationSlug.parse(nation), signupId: String(who), userId });
      }
    }
  }

  /** Tries something; `id` is its number. */
  async attempt(asked: Try, id: number): Promise<Outcome> {
    try {
      await this.run(asked, id);
      return 'done';
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
  }

  role(nation: string, who: number): Role | undefined {
    return this.people.membership(NationSlug.parse(nation), this.userIds[who]!)?.role;
  }

  /** Number of the person whom the nation's own row names. */
  owner(nation: string): number | undefined {
    const ownerId = this.people.nations.get(NationSlug.parse(nation))?.ownerId;
    return ownerId === undefined ? undefined : this.userIds.indexOf(ownerId);
  }

  /** The same as somebody knows it who heard every event in any order, and took of each member the newest. */
  heardRole(nation: string, who: number): Role | undefined {
    const own = this.outbox.events.filter(event => event.nationslug === nation && memberOf(event) === this.userIds[who]);
    const newest = own.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0];
    return newest && (newest.data as { role?: Role }).role;
  }

  private async run(asked: Try, id: number): Promise<unknown> {
    const { accounts, members, invites, acceptance, settings } = this.services;
    const nationSlug = NationSlug.parse(asked.nation);
    const userId = this.userIds[asked.who]!;
    const caller: ServiceIdentity = { nationSlug, userId, sessionId: 'ses_1', role: 'owner' };
    switch (asked.kind) {
      case 'join':
        return accounts.admit({ nationSlug, signupId: String(asked.who), name: 'Somebody', memberRole: 'member' });
      case 'role':
        return members.setRole(caller, this.userIds[asked.whom]!, { kind: 'role', role: asked.role });
      case 'remove':
        return members.remove(caller, this.userIds[asked.whom]!);
      case 'hand_over':
        return members.handOver(caller, this.userIds[asked.whom]!);
      case 'invite': {
        const { inviteId } = await invites.create(caller, { email: addressOf(asked.address), role: asked.role });
        const { text } = this.mailer.sent.find(({ messageKey }) => messageKey === inviteId)!;
        return this.made.set(id, { inviteId, token: /token=(\S+)/.exec(text)![1]! });
      }
      case 'revoke':
        return invites.revoke(caller, this.made.get(asked.invite)?.inviteId ?? 'inv_unknown');
      case 'accept':
        return acceptance.accept(userId, this.tokenFor(asked));
      case 'open':
        return settings.change(caller, { joinByConnection: asked.on });
    }
  }

  /** One that was never made is as good as one of the nation that is over. */
  private tokenFor({ nation, invite }: Try & { kind: 'accept' }): string {
    const token = this.made.get(invite)?.token;
    return token?.startsWith(`${nation}.`) ? token : `${nation}.inv_${'0'.repeat(32)}.${'S'.repeat(43)}`;
  }

  private slow<Store extends object>(store: Store): Store {
    const method = (name: PropertyKey) => Reflect.get(store, name) as (...given: unknown[]) => Promise<unknown>;
    return new Proxy(store, {
      get:
        (_, name) =>
        async (...given: unknown[]) => {
          for (let ticks = Math.floor(this.rng.next() * 6); ticks > 0; ticks--) await Promise.resolve();
          return method(name).apply(store, given);
        },
    });
  }
}

const known: string[] = [MemberJoined.type, MemberRoleChanged.type, MemberRemoved.type];

function memberOf({ type, data }: DomainEvent): string | undefined {
  return known.includes(type) ? (data as { memberId: string }).memberId : undefined;
}

function revisionOf({ data }: DomainEvent): number {
  return (data as { revision: number }).revision;
}
