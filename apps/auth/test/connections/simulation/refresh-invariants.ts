import type { Change, Lease } from '../../../src/connections/connection';
import { leaseMs } from '../../../src/connections/lease-watch';
import { TokenPair } from '../../../src/connections/token-secrets';
import type { Presentation, SimulatedNationBuilder } from './simulated-nation-builder';
import type { SimulatedProcess } from './simulated-process';

/** What is known of a lease from the moment somebody had it. */
interface LeaseRecord {
  takenAt: number;
  /** True when the successor of the refresh token was in the vault already. */
  successorKnown: boolean;
}

/** The vault as it is, for whoever looks from outside: every pair that can be read, whatever its version. */
export type VaultView = () => TokenPair[];

/**
 * What must hold after every step of a simulated world.
 *
 * - **No double use**: a refresh token is not presented by anybody whose lease is over, nor while another process that has run
 *   without a break since it presented the same token still waits for the answer or stores it, nor when its successor was in
 *   the vault before the lease was taken.
 * - **No false reconnect**: a connection is not given up while NationBuilder holds a live refresh token that somebody could
 *   know: one that rests in the vault, or that a process has which has run without a break since it asked for it.
 * - **The true cause**: `revoked` only when the person took the grant back.
 * - **Nothing comes back**: once a connection was ended and erased, no token of its grant is ever in the vault again.
 */
export class RefreshInvariants {
  readonly violations: string[] = [];
  /** How often a connection was given up, by cause. */
  readonly given: Record<string, number> = {};
  /** Presentations of a token that had been presented before, in doubt about the first time. */
  secondTries = 0;
  private readonly leases = new Map<string, LeaseRecord>();

  constructor(
    private readonly now: () => number,
    private readonly vendor: SimulatedNationBuilder,
    private readonly vault: VaultView,
  ) {}

  /** Sees what a process did to the store or the vault. */
  observe(process: SimulatedProcess, method: string, given: readonly unknown[], result: unknown): void {
    if (method === 'takeLease' && result) this.leased(result as Lease);
    if (method === 'renewLease' && result) this.renewed(given[0] as Lease);
    if (method === 'claim') this.stored(process, String(given[2]));
    if (method === 'settle' && result) this.settled(given[0] as Lease, given[1] as Change);
  }

  /** Sees a refresh token leave a process. */
  sent(presentation: Presentation): void {
    const { lease, token, process } = presentation;
    const record = this.leases.get(keyOf(lease));
    if (!record || this.now() - record.takenAt > leaseMs) this.violated('double use', `${process.name} sent without a lease`);
    if (record?.successorKnown) this.violated('double use', `the successor of ${token} was in the vault`);
    const before = this.vendor.presentations.filter(each => each.token === token);
    if (before.length > 0) this.secondTries++;
    for (const other of before) if (isHeld(other)) this.violated('double use', `${other.process.name} still has ${token}`);
  }

  violated(kind: string, detail: string): void {
    this.violations.push(`${kind} at ${Math.round(this.now())} ms: ${detail}`);
  }

  private leased(lease: Lease): void {
    const kept = new Set(this.vault().map(({ refreshToken }) => refreshToken));
    const ofGeneration = this.vendor.presentations.filter(each => isUnder(each, lease));
    const successorKnown = ofGeneration.some(({ successor }) => successor !== undefined && kept.has(successor));
    this.leases.set(keyOf(lease), { takenAt: this.now(), successorKnown });
  }

  private renewed(lease: Lease): void {
    this.leases.set(keyOf(lease), { takenAt: this.now(), successorKnown: false });
  }

  /** A pair is in the vault, so nobody holds it alone any more. */
  private stored(process: SimulatedProcess, value: string): void {
    const { refreshToken } = TokenPair.parse(JSON.parse(value));
    for (const presentation of this.vendor.presentations) {
      if (presentation.process === process && presentation.successor === refreshToken) presentation.state = 'over';
    }
    for (const pair of this.vault()) {
      if (this.vendor.grantOf(pair.refreshToken).isErased) this.violated('came back', `${pair.refreshToken} was erased`);
    }
  }

  private settled(lease: Lease, { status, reauthCause }: Change): void {
    if (status !== 'reauth_required' || !reauthCause) return;
    this.given[reauthCause] = (this.given[reauthCause] ?? 0) + 1;
    const { token } = this.vendor.presentations.findLast(each => isUnder(each, lease))!;
    const { live, isRevoked } = this.vendor.grantOf(token);
    if (isRevoked) return;
    if (reauthCause === 'revoked') this.violated('wrong cause', 'nobody took the grant back');
    if (this.vault().some(({ refreshToken }) => refreshToken === live))
      this.violated('false reconnect', `${live} is in the vault`);
    const holder = this.vendor.presentations.find(each => each.successor === live && isHeld(each));
    if (holder) this.violated('false reconnect', `${holder.process.name} has ${live}`);
  }
}

function isUnder({ lease }: Presentation, { connectionId, generation }: Lease): boolean {
  return lease.connectionId === connectionId && lease.generation === generation;
}

/** True when a process that was never stopped waits for the answer, or has it and stores it. */
function isHeld({ state, process, sentAt }: Presentation): boolean {
  return state !== 'over' && process.hasRunSince(sentAt);
}

function keyOf({ connectionId, generation, fence }: Lease): string {
  return `${connectionId}#${generation}#${fence}`;
}
