import type { ConfirmationEffect } from '@nat/contracts';
import type { Effect } from '../tools/kit/define-tool';
import type { WriteTier } from '../tools/writing/tiers';

/** What the card of a held change says: the effect, without the targets themselves. Pure. */
export function shownEffect(effect: Effect, tier: WriteTier): ConfirmationEffect {
  const { kind, count, sample, changes, reversible, recipients, notes } = effect;
  return {
    kind,
    count,
    sample: sample.slice(0, 5),
    // A quotation is somebody's own words: whoever decides may read them.
    changes: changes.slice(0, 10).map(({ field, before, after }) => ({ field, before, after })),
    reversible,
    outbound: tier === 'outbound',
    ...(recipients !== undefined && { recipients }),
    notes,
  };
}
