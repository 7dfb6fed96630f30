import type { NationSlug } from '@nat/contracts';
import type { Clock } from '@nat/service-kit';

/** Milliseconds for which nobody is refreshed before it is tried again. */
const openMs = 60_000;

/**
 * Stops refreshing when NationBuilder refuses our client id or secret: no nation is to blame and none can be served better by
 * asking more. It opens at the second nation that hears it: one alone may have closed its own door to the app, and must not
 * keep the tokens of all others from being renewed.
 */
export class ClientBreaker {
  private first?: NationSlug;
  private openUntil = -Infinity;

  constructor(private readonly clock: Clock) {}

  /** True while nobody is to be asked. */
  isOpen(): boolean {
    return this.clock.monotonic() < this.openUntil;
  }

  refused(nation: NationSlug): void {
    this.first ??= nation;
    if (this.first !== nation) this.openUntil = this.clock.monotonic() + openMs;
  }

  /** NationBuilder knew us: whatever else it said, our id and secret are right. */
  accepted(): void {
    this.first = undefined;
    this.openUntil = -Infinity;
  }
}
