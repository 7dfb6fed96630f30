/** One gift, reduced to what is summed. */
export interface Gift {
  id: string;
  /** Absent when the giver was deleted from the nation. */
  signupId?: string;
  name: string;
  amountInCents: number;
  /** RFC 3339; empty when unknown. */
  succeededAt: string;
}

export interface Donor {
  signup_id: string;
  name: string;
  donations: number;
  amount_in_cents: number;
}

/** Sums by person, largest first; ties by id so that the order never varies. Gifts without a person are in no row. */
export function rankDonors(gifts: readonly Gift[]): Donor[] {
  const donors = new Map<string, Donor>();
  for (const gift of gifts) {
    if (gift.signupId === undefined) continue;
    const donor = donors.get(gift.signupId) ?? { signup_id: gift.signupId, name: gift.name, donations: 0, amount_in_cents: 0 };
    donor.donations += 1;
    donor.amount_in_cents += gift.amountInCents;
    donors.set(gift.signupId, donor);
  }
  return [...donors.values()].sort((a, b) => b.amount_in_cents - a.amount_in_cents || compareIds(a.signup_id, b.signup_id));
}

export function totalOf(gifts: readonly Gift[]): { count: number; amount_in_cents: number; donors: number } {
  return {
    count: gifts.length,
    amount_in_cents: gifts.reduce((sum, gift) => sum + gift.amountInCents, 0),
    donors: new Set(gifts.flatMap(gift => gift.signupId ?? [])).size,
  };
}

export type GiftOrder = '-amount_in_cents' | 'amount_in_cents' | '-succeeded_at' | 'succeeded_at';

export function orderGifts(gifts: readonly Gift[], order: GiftOrder): Gift[] {
  const direction = order.startsWith('-') ? -1 : 1;
  const by = (a: Gift, b: Gift): number =>
    order.endsWith('amount_in_cents') ? a.amountInCents - b.amountInCents : a.succeededAt.localeCompare(b.succeededAt);
  return [...gifts].sort((a, b) => direction * by(a, b) || compareIds(a.id, b.id));
}

function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
