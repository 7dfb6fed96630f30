import type { Rng } from '@nat/service-kit';
import type { Lease } from '../../../src/connections/connection';
import { ProcessClock, type SimulatedTime } from './simulated-time';

/** What goes wrong, each as the chance at one step of a process. */
export interface Faults {
  /** Power is cut: nothing of the process goes on. */
  crash: number;
  /** It stands still for longer than a lease. */
  pause: number;
  /** A store or the vault refuses, having done nothing. */
  refusal: number;
  /** It does what was asked, and its answer is lost. */
  lostAnswer: number;
  /** Its wall clock is set, up to five minutes either way. */
  clockSet: number;
  /** The vault takes nothing: the chance that it refuses a version. */
  vaultFull: number;
}

export const noFaults: Faults = { crash: 0, pause: 0, refusal: 0, lostAnswer: 0, clockSet: 0, vaultFull: 0 };

const epoch = Date.parse('2026-06-15T12:00:00.000Z');
const never = new Promise<never>(() => undefined);

/** What a process did, as the world sees it: told when it happened, whether or not the process ever hears of it. */
export type Observer = (process: SimulatedProcess, method: string, given: readonly unknown[], result: unknown) => void;

/** A process of auth in a simulated world: every await on something outside it is a place where it may stop, or end. */
export class SimulatedProcess {
  readonly clock: ProcessClock;
  isAlive = true;
  /** When it last began to stand still; never again comes before the world's beginning. */
  pausedAt = -Infinity;
  /** The lease under which an attempt was written ahead last: what follows at once is its call. */
  attempted?: Lease;
  pauses = 0;
  private pausedUntil = -Infinity;

  constructor(
    readonly name: string,
    private readonly time: SimulatedTime,
    private readonly rng: Rng,
    /** The faults of now. */
    private readonly faults: () => Faults,
    private readonly observe: Observer,
  ) {
    this.clock = new ProcessClock(time, epoch, () => this.running());
    this.clock.skew = Math.round((rng.next() - 0.5) * 4_000);
  }

  /** True when it has run without a break since that moment. */
  hasRunSince(moment: number): boolean {
    return this.isAlive && this.pausedAt < moment && this.pausedUntil <= this.time.now;
  }

  crash(): void {
    this.isAlive = false;
  }

  /** Fulfills when the process runs; never, when it is gone. */
  async running(): Promise<void> {
    while (this.isAlive && this.pausedUntil > this.time.now) await this.time.sleep(this.pausedUntil - this.time.now);
    if (!this.isAlive) await never;
  }

  /** A place between two steps: a moment passes, and whatever the world has in store happens. */
  async gap(): Promise<void> {
    const { crash, pause, clockSet } = this.faults();
    const drawn = this.rng.next();
    if (drawn < crash) this.crash();
    else if (drawn < crash + pause) this.pause(31_000 + this.rng.next() * 120_000);
    else if (drawn < crash + pause + clockSet) this.clock.skew = Math.round((this.rng.next() - 0.5) * 600_000);
    await this.time.sleep(1 + this.rng.next() * 20);
    await this.running();
  }

  /** The port as this process uses it: every call takes a while, and may fail before or after it was done. */
  around<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
        return (...given: unknown[]) => this.step(String(name), given, () => method.apply(target, given));
      },
    });
  }

  private pause(milliseconds: number): void {
    this.pauses++;
    this.pausedAt = this.time.now;
    this.pausedUntil = this.time.now + milliseconds;
  }

  private async step<T>(method: string, given: unknown[], work: () => Promise<T>): Promise<T> {
    await this.gap();
    const { refusal, lostAnswer, vaultFull } = this.faults();
    if (this.rng.next() < (method === 'claim' ? Math.max(refusal, vaultFull) : refusal)) throw new Error(`${method} was refused`);
    const result = await work();
    this.observe(this, method, given, result);
    await this.gap();
    if (this.rng.next() < lostAnswer) throw new Error(`the answer of ${method} was lost`);
    if (method === 'openAttempt') this.attempted = given[0] as Lease;
    return result;
  }
}
