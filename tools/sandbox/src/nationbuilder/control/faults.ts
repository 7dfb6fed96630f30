import { Random } from '../seed/random';

/**
 * What can go wrong. `lost`: the work is done (a write, the use of a refresh token) and the answer dropped. `twice`: a write is
 * done twice, as by a proxy that repeats it. `asyncStuck`, `asyncFailed`: bulk work that begins with this request never ends, or
 * ends with nothing done. `reset` breaks the connection before anything is done, or with `bytes` after so many of the answer.
 */
export const EFFECTS = [
  'status',
  'delay',
  'hang',
  'reset',
  'lost',
  'twice',
  'asyncStuck',
  'asyncFailed',
  'truncate',
  'malformed',
  'html',
  'slowBody',
  'redirect',
  'rateLimit',
  'expireToken',
  'losePermission',
  'nextMissing',
  'nextForeign',
  'shiftPages',
  'headersOld',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** What a request must be like for a fault; absent means any. `path` is a part of it, `nth` counts matching requests from 1. */
export interface FaultMatch {
  operationId?: string;
  method?: string;
  path?: string;
  user?: string;
  nth?: number;
  probability?: number;
}

const MATCHED: ReadonlySet<string> = new Set<keyof FaultMatch>(['operationId', 'method', 'path', 'user', 'nth', 'probability']);

export interface Fault {
  match: FaultMatch;
  effect: Effect;
  /** How often it strikes; once unless told. */
  times: number;
  /** `status`: which, and whether the body is garbage. */
  status?: number;
  garbage?: boolean;
  /** `delay`, `slowBody`: milliseconds. */
  ms?: number;
  /** `reset`: how much of the answer gets through. */
  bytes?: number;
  /** `redirect`, `nextForeign`: where to. */
  location?: string;
}

/** A request as faults see it. */
export interface FaultSubject {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly user: string | undefined;
}

interface Armed extends Fault {
  seen: number;
}

/** Faults on demand. Chance is drawn from the seed, so that a failing run can be repeated. */
export class Faults {
  private armed: Armed[] = [];
  private random: Random;

  constructor(seed: number) {
    this.random = new Random(seed, 'faults');
  }

  /** @throws Error that says what is wrong with the fault. */
  add(given: Record<string, unknown>): void {
    const effect = EFFECTS.find(known => known === given.effect);
    if (!effect) throw new Error(`effect must be one of ${EFFECTS.join(', ')}`);
    const { match, times } = given;
    if (match !== undefined && (typeof match !== 'object' || match === null)) throw new Error('match must be an object');
    // A name that nobody looks at would match every request.
    const unknown = Object.keys(match ?? {}).find(name => !MATCHED.has(name));
    if (unknown !== undefined) throw new Error(`match knows ${[...MATCHED].join(', ')}, not ${unknown}`);
    this.armed.push({ ...given, match: { ...match }, times: typeof times === 'number' ? times : 1, effect, seen: 0 });
  }

  clear(): void {
    this.armed = [];
  }

  /** Forgets all faults and draws from the seed anew: what happens after a reset can be repeated. */
  reset(seed: number): void {
    this.clear();
    this.random = new Random(seed, 'faults');
  }

  /** The fault that strikes this request, if any. */
  take(subject: FaultSubject): Fault | undefined {
    const struck = this.armed.filter(fault => this.matches(fault, subject))[0];
    if (!struck) return undefined;
    struck.times -= 1;
    this.armed = this.armed.filter(fault => fault.times > 0);
    return struck;
  }

  private matches(fault: Armed, { operationId, method, path, user }: FaultSubject): boolean {
    const { match } = fault;
    const fits =
      (match.operationId ?? operationId) === operationId &&
      (match.method ?? method) === method &&
      path.includes(match.path ?? '') &&
      (match.user === undefined || match.user === user);
    if (!fits) return false;
    fault.seen += 1;
    return (
      (match.nth === undefined || match.nth === fault.seen) &&
      (match.probability === undefined || this.random.chance(match.probability))
    );
  }
}
