import { EgressLimiter, TokenBucket } from '@nat/nationbuilder';
import { ManualClock } from '@nat/service-kit';
import { percentile } from '../relay/statistics';

/** What 40 busy nations saw of one way to share an address. Times are of a clock that is moved, and so exact. */
export interface Sharing {
  requests: number;
  /** Requests in the busiest ten seconds. */
  busiestTenSeconds: number;
  /** Seconds the nation that asks least waits for one request. */
  quietWait: { p50: number; max: number };
  /** Requests of the first minute: the most of a nation over the least. */
  unevenness: number;
  /** Nations that were served nothing in the first minute. */
  starved: number;
}

type Take = (nation: string) => Promise<void>;

const nations = 40;
/** Requests the busy nations ask for at once: from 40 to 420, so that none runs dry in the minute that is looked at. */
const demandOf = (nation: number): number => 30 + nation * 10;

/** 39 nations ask for everything at once, one asks for a single thing every three seconds. */
async function share(clock: ManualClock, take: Take): Promise<Sharing> {
  const starts: number[] = [];
  const byNation = new Map<string, number>();
  const waits: number[] = [];
  const ask = async (nation: string): Promise<void> => {
    const asked = clock.monotonic();
    await take(nation);
    starts.push(clock.monotonic());
    if (nation === 'quiet') waits.push((clock.monotonic() - asked) / 1_000);
    else if (clock.monotonic() < 60_000) byNation.set(nation, (byNation.get(nation) ?? 0) + 1);
  };
  for (let nation = nations - 1; nation > 0; nation--) for (let n = 0; n < demandOf(nation); n++) void ask(`nation-${nation}`);
  for (let second = 0; second < 60; second += 3) {
    void ask('quiet');
    await clock.advance(3_000);
  }
  await clock.advance(1_000_000);
  const served = Array.from({ length: nations - 1 }, (_, n) => byNation.get(`nation-${n + 1}`) ?? 0);
  return {
    requests: starts.length,
    busiestTenSeconds: Math.max(...starts.map(start => starts.filter(at => at >= start && at < start + 10_000).length)),
    quietWait: { p50: percentile(waits, 0.5), max: Math.max(...waits) },
    unevenness: Math.max(...served) / Math.max(1, Math.min(...served)),
    starved: served.filter(count => count === 0).length,
  };
}

/** Nations take turns. */
export function fairly(): Promise<Sharing> {
  const clock = new ManualClock();
  const limiter = new EgressLimiter(clock, { processes: 1 });
  let calls = 0;
  return share(clock, nation => limiter.for(nation, `${nation}/${calls++}`).take());
}

/** One bucket for all, first come, first served: what a limiter without turns does. */
export function firstComeFirstServed(): Promise<Sharing> {
  const clock = new ManualClock();
  const bucket = new TokenBucket(clock);
  return share(clock, () => bucket.take());
}
