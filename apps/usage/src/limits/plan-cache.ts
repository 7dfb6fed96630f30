import { Injectable } from '@nestjs/common';
import type { NationSlug } from '@nat/contracts';
import { Clock } from '@nat/service-kit';
import { UsageStore } from '../usage.store';
import { blockOf, type NationPlan } from './nation-plan';

const freshMs = 10_000;
const maximumNations = 10_000;

/**
 * Plans, at most 10 s old, so that an admission reads its balance's key without asking first. What the plan allows is decided
 * by the balance itself, never by this copy; a refusal is made only after {@link newest}.
 */
@Injectable()
export class PlanCache {
  private readonly plans = new Map<NationSlug, { plan: NationPlan; until: number }>();

  constructor(
    private readonly store: UsageStore,
    private readonly clock: Clock,
  ) {}

  /** The plan to go by: it is not refused for what it was before it changed, because then the newest one is looked at. */
  async usable(nation: NationSlug): Promise<{ plan?: NationPlan; block?: 'subscription_inactive' | 'feature_not_available' }> {
    const cached = await this.get(nation);
    const block = blockOf(cached.plan, this.clock.now());
    if (!block || cached.fresh) return { plan: cached.plan, block };
    const plan = await this.newest(nation);
    return { plan, block: blockOf(plan, this.clock.now()) };
  }

  /** `fresh` is true when it was read just now. That a nation has no plan is never remembered. */
  private async get(nation: NationSlug): Promise<{ plan?: NationPlan; fresh: boolean }> {
    const known = this.plans.get(nation);
    if (known && this.clock.monotonic() < known.until) return { plan: known.plan, fresh: false };
    return { plan: await this.newest(nation), fresh: true };
  }

  async newest(nation: NationSlug): Promise<NationPlan | undefined> {
    const plan = await this.store.plan(nation);
    this.plans.delete(nation);
    if (!plan) return undefined;
    this.plans.set(nation, { plan, until: this.clock.monotonic() + freshMs });
    const [oldest] = this.plans.keys();
    if (this.plans.size > maximumNations && oldest) this.plans.delete(oldest);
    return plan;
  }

  drop(nation: NationSlug): void {
    this.plans.delete(nation);
  }
}
