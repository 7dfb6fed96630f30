import { InMemoryOutbox } from '@nat/event-bus';
import { InMemorySecretVault } from '@nat/secrets';
import type { Connection } from '../../../src/connections/connection';
import { ConnectionSweeper, sweepMs } from '../../../src/connections/connection-sweeper';
import { ConnectionsService } from '../../../src/connections/connections.service';
import { InMemoryConnectionsStore } from '../../../src/connections/in-memory-connections.store';
import { TokenRefresher } from '../../../src/connections/token-refresher';
import { TokenPair, TokenSecrets } from '../../../src/connections/token-secrets';
import { granter, nationSlug } from '../connection-rows';
import { QuickRng } from './quick-rng';
import { RefreshInvariants } from './refresh-invariants';
import { lifeSeconds, pairOf, SimulatedNationBuilder, SimulatedOAuth } from './simulated-nation-builder';
import { type Faults, noFaults, SimulatedProcess } from './simulated-process';
import { SimulatedTime } from './simulated-time';

const processes = 3;
const minute = 60_000;
/** How long things go wrong, and how long they then go well: so long that every token is renewed once more. */
const [stormMs, calmMs] = [60 * minute, (lifeSeconds / 60 + 20) * minute];
const key = { nationSlug };

/** The parts of a world in which a guard can be taken away, to see that its absence is found. */
export interface Guards {
  store?: typeof InMemoryConnectionsStore;
  vault?: typeof InMemorySecretVault;
  secrets?: typeof TokenSecrets;
  /** Asks nobody whether there is time left to send. */
  alwaysSends?: boolean;
}

/** What came of a world. */
export interface SimulationReport {
  violations: string[];
  refreshes: number;
  /** Refresh tokens presented again, because nobody knew what had become of the first time. */
  secondTries: number;
  crashes: number;
  pauses: number;
  /** How often the connection was given up, by cause. */
  given: Record<string, number>;
}

/**
 * One nation's connection, three processes of auth that renew it for hours, and everything that can go wrong: processes stand
 * still for longer than a lease or die at any await, NationBuilder and the way to it fail in every way they can, store and
 * vault refuse or lose answers, wall clocks are set, people revoke, disconnect and connect again. Refresher, sweeper and
 * service are the real ones. A world follows from its seed.
 */
export class RefreshSimulation {
  private readonly time = new SimulatedTime();
  private readonly rng: QuickRng;
  private readonly vendor: SimulatedNationBuilder;
  private readonly store: InMemoryConnectionsStore;
  private readonly vault: InMemorySecretVault;
  private readonly invariants: RefreshInvariants;
  private readonly all: SimulatedProcess[] = [];
  private faults: Faults = noFaults;
  private isOver = false;

  constructor(
    seed: number,
    private readonly guards: Guards = {},
  ) {
    this.rng = new QuickRng(seed);
    this.vendor = new SimulatedNationBuilder(this.time, this.rng);
    this.store = new (guards.store ?? InMemoryConnectionsStore)(new InMemoryOutbox());
    this.vault = new (guards.vault ?? InMemorySecretVault)();
    const readable = (): TokenPair[] => this.vault.values().map(value => TokenPair.parse(JSON.parse(value)));
    this.invariants = new RefreshInvariants(() => this.time.now, this.vendor, readable);
  }

  async run(): Promise<SimulationReport> {
    const origin = this.process('origin');
    await Promise.all([this.connect(origin), this.time.run(minute)]);
    this.begin();
    await this.time.run(stormMs);
    [this.faults, this.vendor.trouble] = [noFaults, 0];
    await this.time.run(calmMs);
    this.isOver = true;
    await this.time.run(10 * minute);
    await this.judge();
    const { violations, secondTries, given } = this.invariants;
    const crashes = this.all.filter(({ isAlive }) => !isAlive).length;
    const pauses = this.all.reduce((sum, process) => sum + process.pauses, 0);
    return { violations, refreshes: this.vendor.refreshes, secondTries, crashes, pauses, given };
  }

  /** Chance is drawn for each world, so that some are quiet and some are not. */
  private begin(): void {
    const harshness = this.rng.next();
    this.faults = {
      crash: 0.01 * harshness,
      pause: 0.03 * harshness,
      refusal: 0.06 * harshness,
      lostAnswer: 0.04 * harshness,
      clockSet: 0.01 * harshness,
      vaultFull: 0,
    };
    this.vendor.trouble = 0.5 * harshness;
    for (let slot = 0; slot < processes; slot++) void this.keepRunning(slot);
    void this.people();
    void this.outages();
  }

  /** Every now and then the vault can be read and not written, for longer than a lease. */
  private async outages(): Promise<void> {
    for (;;) {
      await this.time.sleep(this.rng.next() * 20 * minute);
      if (this.faults === noFaults) return;
      this.faults.vaultFull = 1;
      await this.time.sleep((0.5 + this.rng.next() * 1.5) * minute);
      if (this.faults !== noFaults) this.faults.vaultFull = 0;
    }
  }

  /** A process, and another one in its place whenever it dies. */
  private async keepRunning(slot: number): Promise<void> {
    for (let life = 1; !this.isOver; life++) {
      const process = this.process(`process ${slot}.${life}`);
      const { refresher, sweeper } = this.services(process);
      const often = (): number => sweepMs;
      const rarely = (): number => (1 + this.rng.next() * 4) * minute;
      const work = [
        this.repeat(process, often, () => sweeper.sweep()),
        this.repeat(process, often, () => sweeper.watch()),
        this.repeat(process, rarely, () => this.ask(process, refresher)),
      ];
      while (process.isAlive && !this.isOver) await this.time.sleep(5_000 + this.rng.next() * 30_000);
      if (this.isOver) await Promise.all(work);
    }
  }

  /** As `Clock.every` does it: the next run comes after the one before, whatever came of that. */
  private async repeat(process: SimulatedProcess, pause: () => number, work: () => Promise<unknown>): Promise<void> {
    while (!this.isOver) {
      await process.clock.sleep(pause());
      await work().catch(() => undefined);
    }
  }

  /** Somebody needs a token; now and then NationBuilder has just refused the one they had. */
  private async ask(process: SimulatedProcess, refresher: TokenRefresher): Promise<void> {
    const seen = await process.around(this.store).find(key);
    if (seen?.status === 'connected') await refresher.refresh(seen, this.rng.next() < 0.2 ? seen.generation : undefined);
  }

  /** People take grants back, disconnect, and connect again what needs them. */
  private async people(): Promise<void> {
    const restless = this.rng.next() < 0.5;
    while (!this.isOver) {
      await this.time.sleep((4 + this.rng.next() * 20) * minute);
      const process = this.process('a person’s');
      const status = (await this.store.find(key))?.status;
      if (status !== 'connected') await this.untilDone(() => this.connect(process));
      else if (restless && this.faults !== noFaults && this.rng.next() < 0.4) {
        if (this.rng.next() < 0.4) await this.revoke();
        else await this.disconnectAmidRefresh(process);
      }
    }
  }

  /** Somebody tries until it works. The process they reach is spared the worst: what it does is not what is tried here. */
  private async untilDone(work: () => Promise<void>): Promise<void> {
    for (let done = false; !done;) {
      done = await work().then(
        () => true,
        (error: unknown) => (error as { code?: string }).code === 'not_found',
      );
      await this.time.sleep(1_000);
    }
  }

  private async connect(process: SimulatedProcess): Promise<void> {
    const pair = pairOf(this.vendor.grant(), process.clock.now());
    await this.services(process).service.connect(key, pair, granter);
  }

  /** At the worst moment, if it comes within some minutes: tokens are on their way. */
  private async disconnectAmidRefresh(process: SimulatedProcess): Promise<void> {
    const isBusy = (): boolean => this.vendor.presentations.some(({ state }) => state !== 'over');
    for (let second = 0; second < 600 && !isBusy(); second++) await this.time.sleep(1_000);
    const connection = (await this.store.find(key))!;
    const { connectionId } = connection;
    const { service } = this.services(process);
    await this.untilDone(() => service.disconnect({ nationSlug, userId: granter, connectionId }));
    const [first] = this.vendor.presentations.filter(({ lease }) => lease.connectionId === connectionId);
    if (first) this.vendor.grantOf(first.token).isErased = true;
  }

  /** In NationBuilder, where nobody here hears of it. */
  private async revoke(): Promise<void> {
    const pair = await new TokenSecrets(this.vault).inForce((await this.store.find(key))!);
    if (pair) this.vendor.grantOf(pair.refreshToken).isRevoked = true;
  }

  private process(name: string): SimulatedProcess {
    const isPersons = !name.startsWith('process');
    const faults = (): Faults => (isPersons ? { ...noFaults, refusal: this.faults.refusal } : this.faults);
    const observe = this.invariants.observe.bind(this.invariants);
    const process = new SimulatedProcess(name, this.time, this.rng, faults, observe);
    this.all.push(process);
    return process;
  }

  /** The real services, as one process has them. */
  private services(process: SimulatedProcess) {
    const { clock } = process;
    const store = process.around<InMemoryConnectionsStore>(this.store);
    const secrets = new (this.guards.secrets ?? TokenSecrets)(process.around<InMemorySecretVault>(this.vault));
    const oauth = new SimulatedOAuth(process, this.vendor, this.time, {
      sent: presentation => this.invariants.sent(presentation),
      alwaysSends: this.guards.alwaysSends ?? false,
    });
    const relay = { nudge: () => undefined };
    const parts = { store, secrets, oauth, relay, clock, rng: this.rng };
    const refresher = new TokenRefresher(parts);
    const service = new ConnectionsService({ ...parts, refresher, accounts: { role: () => Promise.resolve('admin') } });
    const sweeper = new ConnectionSweeper({ ...parts, refresher, disconnections: service.disconnections, sweeps: clock });
    return { refresher, service, sweeper };
  }

  /** After hours without a fault everything has to be whole. */
  private async judge(): Promise<void> {
    const connection = await this.store.find(key);
    if (!connection) return this.invariants.violated('lost', 'there is no connection');
    const pair = await new TokenSecrets(this.vault).inForce(connection);
    if (connection.status === 'disconnected') return this.judgeErasure(connection);
    if (connection.status !== 'connected') return;
    if (connection.leased || connection.attempt) this.invariants.violated('stuck', 'a lease or an attempt never ended');
    if (!pair) return this.invariants.violated('lost', 'the tokens in force are not in the vault');
    const { live, isRevoked } = this.vendor.grantOf(pair.refreshToken);
    if (pair.refreshToken !== live) this.invariants.violated('dead', 'the refresh token in force is spent');
    if (isRevoked) this.invariants.violated('dead', 'nobody noticed that the grant was taken back');
  }

  private judgeErasure({ lookAt }: Connection): void {
    const left = this.vault.values().length;
    if (lookAt !== undefined || left > 0) this.invariants.violated('not erased', `${left} pairs are left of a disconnect`);
  }
}

/** What came of many worlds: everything added up, and each violation with the seed of its world. */
export interface ManyWorlds extends Omit<SimulationReport, 'given'> {
  seeds: number;
  revoked: number;
  lost: number;
}

/** Runs the worlds of the seeds from 1; with `guards`, only until one shows a violation. */
export async function manyWorlds(seeds: number, guards?: Guards): Promise<ManyWorlds> {
  const sum: ManyWorlds = { seeds: 0, violations: [], refreshes: 0, secondTries: 0, crashes: 0, pauses: 0, revoked: 0, lost: 0 };
  for (let seed = 1; seed <= seeds && !(guards && sum.violations.length > 0); seed++) {
    const { violations, given, ...counts } = await new RefreshSimulation(seed, guards).run();
    sum.seeds++;
    for (const name of ['refreshes', 'secondTries', 'crashes', 'pauses'] as const) sum[name] += counts[name];
    sum.revoked += given['revoked'] ?? 0;
    sum.lost += given['lost_rotation'] ?? 0;
    sum.violations.push(...violations.map(violation => `seed ${seed}: ${violation}`));
  }
  return sum;
}
