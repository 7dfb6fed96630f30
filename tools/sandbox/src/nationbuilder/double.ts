import { Grants } from './access/grants';
import { RateLimiter, type RateLimits } from './access/rate-limiter';
import { Users } from './access/viewers';
import { Faults } from './control/faults';
import { RequestLog } from './control/request-log';
import { defaultSwitches } from './control/switches';
import type { Nation } from './engine/records';
import { seedNations } from './seed/nations';

export interface DoubleOptions {
  readonly seed: number;
  /** The instant that the seed's dates are relative to, in milliseconds. */
  readonly now: number;
  /** Running time in milliseconds, for tokens and windows. */
  readonly clock: () => number;
  readonly key: string;
  readonly limits: RateLimits;
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
  private advanced = 0;
  private errors = 0;

  constructor(private readonly options: DoubleOptions) {
    this.seeded = { seed: options.seed, now: options.now };
    this.nations = seedNations(options.seed, options.now);
    this.faults = new Faults(options.seed);
    this.grants = new Grants(options.key, () => this.time(), this.switches);
    this.limiter = new RateLimiter(() => this.time(), options.limits);
  }

  nation(slug: string): Nation | undefined {
    return this.nations.get(slug);
  }

  /** Running time, with what the control surface added to it. */
  time(): number {
    return this.options.clock() + this.advanced;
  }

  advance(milliseconds: number): void {
    this.advanced += milliseconds;
  }

  /** Counts error answers; their message texts vary with it. */
  nextError(): number {
    this.errors += 1;
    return this.errors;
  }

  /** Seeds anew and forgets faults, log, switches and changed permissions. Tokens stay good. */
  reset(seed = this.options.seed, now = this.options.now): void {
    this.seeded = { seed, now };
    this.nations = seedNations(seed, now);
    this.faults.clear();
    this.log.clear();
    this.users.reset();
    this.limiter.limits = this.options.limits;
    Object.assign(this.switches, defaultSwitches());
    this.errors = 0;
  }
}
