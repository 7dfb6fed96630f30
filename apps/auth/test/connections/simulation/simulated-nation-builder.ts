import type { Rng } from '@nat/service-kit';
import type { Lease } from '../../../src/connections/connection';
import { NationOAuth, type NationPerson } from '../../../src/connections/nation-oauth';
import { type TokenOutcome, unanswered, unsent } from '../../../src/connections/token-answer';
import type { TokenPair } from '../../../src/connections/token-secrets';
import type { SimulatedProcess } from './simulated-process';
import type { SimulatedTime } from './simulated-time';

/** Seconds an access token of the simulation lives. */
export const lifeSeconds = 1_800;
/** Milliseconds a caller waits for NationBuilder. */
const timeoutMs = 10_000;

/** What NationBuilder, or the way to it, makes of a call. */
const fates = ['429', '503', '500', '500 after', 'lost', 'reset', 'malformed', 'never arrives', 'client refused'] as const;
type Fate = (typeof fates)[number] | 'fine';

/** What a person granted: a chain of refresh tokens, each good once. */
export interface Grant {
  /** The refresh token that is good now. */
  live: string;
  /** True when the person took it back. */
  isRevoked: boolean;
  /** True when its connection was ended and its tokens were erased. */
  isErased: boolean;
}

/** One presentation of a refresh token. */
export interface Presentation {
  process: SimulatedProcess;
  /** Under which it was made. */
  lease: Lease;
  token: string;
  sentAt: number;
  /** `held`: a process has the new pair, and it is stored nowhere yet. */
  state: 'under way' | 'held' | 'over';
  /** Refresh token that NationBuilder gave for it. */
  successor?: string;
}

/** NationBuilder in its harshest reading: a refresh token is good once, and whoever loses the answer has lost the grant. */
export class SimulatedNationBuilder {
  readonly presentations: Presentation[] = [];
  /** Chance that a call meets a fate. */
  trouble = 0;
  refreshes = 0;
  private readonly grants = new Map<string, Grant>();

  constructor(
    private readonly time: SimulatedTime,
    private readonly rng: Rng,
  ) {}

  /** A person allows Nat in. */
  grant(): { accessToken: string; refreshToken: string } {
    return this.issue({ live: '', isRevoked: false, isErased: false });
  }

  /** What a refresh token belongs to, whether it is good or spent. */
  grantOf(refreshToken: string): Grant {
    return this.grants.get(refreshToken)!;
  }

  draw(): Fate {
    return this.rng.next() < this.trouble ? fates[Math.floor(this.rng.next() * fates.length)]! : 'fine';
  }

  /** Milliseconds until a call arrives; now and then longer than anybody waits. */
  transit(): number {
    return this.rng.next() < 0.05 && this.trouble > 0 ? 8_000 + this.rng.next() * 17_000 : 20 + this.rng.next() * 2_000;
  }

  async handle(presentation: Presentation, fate: Fate): Promise<TokenOutcome> {
    if (fate === 'never arrives') return new Promise(() => undefined);
    if (fate === '429' || fate === '503') return unsent;
    if (fate === '500') return { ...unsent, perhapsSpent: true };
    if (fate === 'client refused') return { kind: 'misconfigured' };
    const outcome = this.refresh(presentation);
    if (fate === 'lost') return new Promise(() => undefined);
    if (fate === '500 after') return { ...unsent, perhapsSpent: true };
    return fate === 'fine' ? outcome : unanswered;
  }

  private refresh(presentation: Presentation): TokenOutcome {
    const grant = this.grantOf(presentation.token);
    if (presentation.token !== grant.live || grant.isRevoked) return { kind: 'refused' };
    this.refreshes++;
    const issued = this.issue(grant);
    presentation.successor = issued.refreshToken;
    return { kind: 'granted', grant: { ...issued, expiresInSeconds: lifeSeconds } };
  }

  private issue(grant: Grant): { accessToken: string; refreshToken: string } {
    const number = this.grants.size + 1;
    grant.live = `refresh-${number}`;
    this.grants.set(grant.live, grant);
    return { accessToken: `access-${number}`, refreshToken: grant.live };
  }

  /** Gives up on an answer after 10 s; the call may arrive all the same. */
  async call(presentation: Presentation): Promise<TokenOutcome> {
    const fate = this.draw();
    const answer = this.time.sleep(this.transit()).then(() => this.handle(presentation, fate));
    return Promise.race([answer, this.time.sleep(timeoutMs).then(() => unanswered)]);
  }
}

/** NationBuilder as one process reaches it. */
export class SimulatedOAuth extends NationOAuth {
  readonly canRevoke = false;

  constructor(
    private readonly process: SimulatedProcess,
    private readonly vendor: SimulatedNationBuilder,
    private readonly time: SimulatedTime,
    private readonly options: {
      /** Told of a presentation when its first byte leaves. */
      sent: (presentation: Presentation) => void;
      alwaysSends: boolean;
    },
  ) {
    super();
  }

  async refresh(_: string, token: string, maySend: () => boolean): Promise<TokenOutcome> {
    const { process, vendor } = this;
    const lease = process.attempted!;
    await process.gap();
    if (!this.options.alwaysSends && !maySend()) return unsent;
    const presentation: Presentation = { process, lease, token, sentAt: this.time.now, state: 'under way' };
    this.options.sent(presentation);
    vendor.presentations.push(presentation);
    const outcome = await vendor.call(presentation);
    await process.gap();
    presentation.state = outcome.kind === 'granted' ? 'held' : 'over';
    return outcome;
  }

  exchange = (): Promise<never> => Promise.reject(new Error('nobody exchanges here'));
  person = (): Promise<NationPerson> => Promise.reject(new Error('nobody asks for the person here'));
  revoke = (): Promise<boolean> => Promise.resolve(false);
}

/** What a person granted, as the callback hands it on. */
export function pairOf(granted: { accessToken: string; refreshToken: string }, now: number): TokenPair {
  return { signupId: '1', ...granted, accessExpiresAt: now + lifeSeconds * 1_000 };
}
