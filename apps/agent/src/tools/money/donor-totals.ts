import { compareIds } from '../kit/record-ids';

/** What gifts come to, in integer cents. */
export interface Totals {
  count: number;
  amount_in_cents: number;
  /** People who gave; gifts whose giver was deleted count in the other two. */
  donors: number;
}

export interface Donor {
  signup_id: string;
  donations: number;
  amount_in_cents: number;
}

/** Adds up gifts as they are read; what it holds grows with the givers and not with the gifts. */
export class DonorTotals {
  private readonly byDonor = new Map<string, Donor>();
  private count = 0;
  private sum = 0;

  /** One gift. What is no id or no whole number of cents counts as a gift of nobody or of nothing. */
  add(signupId: unknown, amountInCents: unknown): void {
    const cents = Number.isSafeInteger(amountInCents) ? (amountInCents as number) : 0;
    this.count += 1;
    this.sum += cents;
    if (typeof signupId !== 'string' || signupId === '') return;
    const donor = this.byDonor.get(signupId) ?? { signup_id: signupId, donations: 0, amount_in_cents: 0 };
    donor.donations += 1;
    donor.amount_in_cents += cents;
    this.byDonor.set(signupId, donor);
  }

  get totals(): Totals {
    return { count: this.count, amount_in_cents: this.sum, donors: this.byDonor.size };
  }

  /** Who gave most, largest first; ties by id so that the order never varies. */
  largest(most: number): Donor[] {
    const ranked = [...this.byDonor.values()].sort(
      (a, b) => b.amount_in_cents - a.amount_in_cents || compareIds(a.signup_id, b.signup_id),
    );
    return ranked.slice(0, most);
  }
}
