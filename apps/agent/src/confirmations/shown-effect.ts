import type { ConfirmationEffect } from '@nat/contracts';
import type { Effect } from '../tools/kit/define-tool';
import { countedRecords } from '../tools/kit/nouns';
import { cannotBeUndone } from '../tools/writing/one-target-tool';
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
    // What the effect says already is not said twice.
    notes: notes.filter(note => note !== cannotBeUndone),
  };
}

/** What a card is headed with: what would be done, and to whom or how many. Pure. */
export function cardTitle(title: string, { count, sample, targets }: Pick<Effect, 'count' | 'sample' | 'targets'>): string {
  const [only] = sample;
  return `${title}: ${count === 1 && only ? only.label : countedRecords(count, targets.type)}`;
}
