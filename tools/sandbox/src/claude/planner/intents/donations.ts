import { takeAmount, type AmountBound } from '../amount';
import { takePeriod, type Period } from '../period';
import { found, type Found, type Plan, type PlanKit, type PlannedCall, type Step } from '../plan';
import type { NationTime } from '../nation-time';
import { counted, money, named, numberOf, type Row } from '../wording';

/** Which donations: succeeded ones, of an amount, in a period, of one person. */
export interface Giving {
  bound?: AmountBound | undefined;
  period?: Period | undefined;
  signupId?: unknown;
}

/** What `list_donations` found, all figures over every match. */
export interface DonationReport {
  donations: Row[];
  donors: Row[];
  count: number;
  cents: number;
  donorCount: number;
  partial: boolean;
}

/** Takes amount and period out of a text, in any order. */
export function takeGiving(text: string, now: NationTime): { giving: Giving; rest: string } {
  const { bound, rest: withoutAmount } = takeAmount(text);
  const { period, rest } = takePeriod(withoutAmount, now);
  return { giving: { bound, period }, rest: rest.replace(/\s+/g, ' ').trim() };
}

type Sort = 'amount_in_cents' | '-amount_in_cents' | 'succeeded_at' | '-succeeded_at';

export function donationsCall(kit: PlanKit, { bound, period, signupId }: Giving, sort: Sort, limit = 20): PlannedCall {
  const filter = {
    ...(bound && { amount_in_cents: bound.filter }),
    ...(period && { succeeded_at: { gte: period.gte, lt: period.lt } }),
    ...(signupId !== undefined && { signup_id: signupId }),
  };
  const succeeded = { status: 'succeeded', ...filter };
  return kit.plan(
    'donations',
    'list_donations',
    { filter: succeeded, sort, limit },
    { filter: succeeded, limit },
    { filter: succeeded },
  );
}

export function* donations(kit: PlanKit, giving: Giving, sort: Sort, limit?: number): Step<DonationReport> {
  const [outcome] = yield [donationsCall(kit, giving, sort, limit)];
  return reportOf(found(outcome, 'donations'));
}

function reportOf(result: Found): DonationReport {
  const data = (result.data ?? {}) as { donations?: Row[]; donors?: Row[]; totals?: Row };
  return {
    donations: data.donations ?? [],
    donors: data.donors ?? [],
    count: numberOf(data.totals?.['count']) ?? result.count ?? 0,
    cents: numberOf(data.totals?.['amount_in_cents']) ?? 0,
    donorCount: numberOf(data.totals?.['donors']) ?? data.donors?.length ?? 0,
    partial: result.truncated,
  };
}

/** `, 1–31 October 2026`, or `, all time` where no period was named. */
export const during = (period: Period | undefined): string => `, ${period?.label ?? 'all time'}`;

/** ` over $100.00` */
export const ofAmount = (bound: AmountBound | undefined, currency: string): string =>
  bound ? ` ${bound.words} ${money(bound.cents, currency)}` : '';

/** Said whenever a limit was reached before the end of the records. */
export const partialNote = (report: DonationReport): string =>
  report.partial ? ' There are more donations than I can read at once, so these figures are partial.' : '';

/** `Sarah Chen ($250.00)` */
export const donorLabel = (row: Row, currency: string): string =>
  `${named(row['name'] ?? row['donor'])} (${money(numberOf(row['amount_in_cents']) ?? 0, currency)})`;

/** `$1,240.00 from 7 donors` */
export const raised = (report: DonationReport, currency: string): string =>
  `${money(report.cents, currency)} from ${counted(report.donorCount, 'donor')}`;

/** The plan of an answer that needs one look at the donations. */
export function* fromDonations(kit: PlanKit, giving: Giving, sort: Sort, phrase: (report: DonationReport) => string): Plan {
  const report = yield* donations(kit, giving, sort);
  return phrase(report) + partialNote(report);
}
