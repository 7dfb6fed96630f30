import { Grants } from './access/grants';
import { RateLimiter, type RateLimits } from './access/rate-limiter';
import { Users } from './access/viewers';
import { Faults } from './control/faults';
import { RequestLog } from './control/request-log';
import { defaultSwitches } from './control/switches';
import type { Nation } from './engine/records';
import { seedLargeNation } from './seed/large-nation';
import { seedNations } from './seed/nations';
import { toNationTime } from './engine/nation-time';
import { Processes } from './writes/processes';

export interface DoubleOptions {
  readonly seed: number;
  /** The instant that the seed's dates are relative to, in milliseconds. */
  readonly now: number;
  /** Running time in milliseconds, for tokens, windows and asynchronous work. */
  readonly clock: () => number;
  /** The time that written records are stamped with stands still at `now`, so that answers repeat; else it is running time. */
  readonly timeStandsStill: boolean;
  readonly key: string;
  readonly limits: RateLimits;
  /** People of the nation `large`; 0: there is no such nation. */
  readonly large: number;
}

/** Everything the double holds while it runs. */
export class Double {
  readonly switches = defaultSwitches();
  readonly users = new Users();
  readonly log = new RequestLog();
  readonly faults: Faults;
  readonly grants: Grants;
  readonly limiter: RateLimiter;
  /** What the present records were made from. */
  seeded: { readonly seed: number; readonly now: number };
  private nations: ReadonlyMap<string, Nation>;
  private readonly processes = new WeakMap<Nation, Processes>();
  private advanced = 0;
  /** How much of that was before the present records were seeded. */
  private advancedBefore = 0;
  private errors = 0;

  constructor(private readonly options: DoubleOptions) {
    this.seeded = { seed: options.seed, now: options.now };
    this.nations = this.makeNations(options.seed, options.now);
    this.faults = new Faults(options.seed);
    this.grants = new Grants(options.key, () => this.time(), this.switches);
    this.limiter = new RateLimiter(() => this.time(), options.limits);
  }

  /** A nation with the asynchronous work done that is due by now. */
  nation(slug: string): Nation | undefined {
    const nation = this.nations.get(slug);
    if (nation) this.processesOf(nation).settle(this.time());
    return nation;
  }

  /** All nations, likewise. */
  allNations(): Nation[] {
    return [...this.nations.keys()].flatMap(slug => this.nation(slug) ?? []);
  }

  /** Running time, with what the control surface added to it. */
  time(): number {
    return this.options.clock() + this.advanced;
  }

  /** The time that a record written now is stamped with, as a nation says it. */
  stamp(): string {
    return toNationTime(this.options.timeStandsStill ? this.seeded.now + this.advanced - this.advancedBefore : this.time());
  }

  /** Asynchronous work of a nation. */
  processesOf(nation: Nation): Processes {
    const processes = this.processes.get(nation) ?? new Processes(nation);
    this.processes.set(nation, processes);
    return processes;
  }

  advance(milliseconds: number): void {
    this.advanced += milliseconds;
  }

  /** Counts error answers; their message texts vary with it. */
  nextError(): number {
    this.errors += 1;
    return this.errors;
  }

  /** Seeds anew and forgets faults, log, switches and changed permissions. Tokens stay good, and running time goes on. */
  reset(seed = this.options.seed, now = this.options.now): void {
    this.seeded = { seed, now };
    this.advancedBefore = this.advanced;
    this.nations = this.makeNations(seed, now);
    this.faults.reset(seed);
    this.log.clear();
    this.users.reset();
    this.limiter.limits = this.options.limits;
    Object.assign(this.switches, defaultSwitches());
    this.errors = 0;
  }

  /** Seeds one nation anew, from what the others were made from, and leaves all else as it is. @returns whether there is one. */
  resetNation(slug: string): boolean {
    const { seed, now } = this.seeded;
    const fresh = this.makeNations(seed, now).get(slug);
    if (fresh) this.nations = new Map([...this.nations, [slug, fresh]]);
    return fresh !== undefined;
  }

  private makeNations(seed: number, now: number): ReadonlyMap<string, Nation> {
    const nations = seedNations(seed, now);
    const { large } = this.options;
    return large > 0 ? new Map([...nations, ['large', seedLargeNation(seed, now, large)]]) : nations;
  }
}
