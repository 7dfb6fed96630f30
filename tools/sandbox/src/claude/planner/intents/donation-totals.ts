import type { Intent } from '../intent';
import { onePersonNamed, readCalled, type Called } from '../named-person';
import { says } from '../phrases';
import type { Plan, PlanKit } from '../plan';
import { counted, money, named } from '../wording';
import {
  donations,
  during,
  fromDonations,
  ofAmount,
  partialNote,
  raised,
  takeGiving,
  type DonationReport,
  type Giving,
} from './donations';

const verb =
  '(raise|raised|receive|received|collect|collected|get|got|donated|donate|given|give|contributed|bring in|brought in|take in|taken in|came in|come in|came|come)';
const who = '(was|were|has been|have been|is|did we|have we|do we|did {people}|did [{our}] (donors|supporters)|came|we)';
const howMuch = says(
  `how much [money] [in {gifts}] [{our}] [${who}] ${verb} [in {gifts}|from donors]`,
  `how much (was|were) [{our}] {gifts} [worth]`,
);
const total = says(
  `[what is|what was|what were|show me|give me] [{our}] (total|sum|total amount|total sum) [of] [{our}] [{gifts}|money] [raised|donated|given|received|amount|total|that (was|were) (raised|donated|given)]`,
  `{gifts} total`,
);
const average = says(`[what is|what was] [{our}] (average|mean) ({gift}|{gifts}) [amount|size|value]`);
const howMany = says(
  `{count} [{our}] {gifts} [of] [were|was|have|did|are] [we|there|been] [made|given|received|receive|get|got|get in|come in|came in]`,
);

/** The answer tells the numbers of donations and donors anyway. */
const alsoHowMany = /,? and (?:in|from|by|through) how many (?:donations|gifts|contributions|donors|people|givers)$/i;

/** "How much was donated last week?", "How many donations this month?", "What is the average donation in 2026?" */
export const donationTotals: Intent = {
  needs: ['list_donations'],
  examples: ['How much was donated this month?'],
  read(clause, kit) {
    const { giving, rest } = takeGiving(clause.replace(alsoHowMany, ''), kit.now);
    const phrase = [
      { asks: Boolean(howMuch(rest) ?? total(rest)), say: sum },
      { asks: average(rest) !== undefined, say: mean },
      { asks: howMany(rest) !== undefined, say: number },
    ].find(({ asks }) => asks)?.say;
    return phrase && (() => fromDonations(kit, giving, '-amount_in_cents', report => phrase(report, giving, kit)));
  },
};

function sum(report: DonationReport, giving: Giving, kit: PlanKit): string {
  if (report.count === 0) return `Nothing was donated${during(giving.period)}.`;
  const each = giving.bound ? ` in donations${ofAmount(giving.bound, kit.currency)}` : ` in ${counted(report.count, 'donation')}`;
  return `${raised(report, kit.currency)}${each}${during(giving.period)}.`;
}

function number(report: DonationReport, giving: Giving, kit: PlanKit): string {
  if (report.count === 0) return `There were no donations${ofAmount(giving.bound, kit.currency)}${during(giving.period)}.`;
  return `${counted(report.count, 'donation')}${ofAmount(giving.bound, kit.currency)}, ${raised(report, kit.currency)}${during(giving.period)}.`;
}

function mean(report: DonationReport, giving: Giving, kit: PlanKit): string {
  if (report.count === 0) return `There were no donations${during(giving.period)}.`;
  const cents = Math.round(report.cents / report.count);
  return `${money(cents, kit.currency)} on average over ${counted(report.count, 'donation')}${during(giving.period)}.`;
}

const byPerson = says('(how much|what) [money] (did|has) <name> {gave} [in total]');

/** "How much did Sarah Chen give this year?" */
export const personTotal: Intent = {
  needs: ['list_signups', 'list_donations'],
  examples: ['How much did Sarah Chen give this year?'],
  read(clause, kit) {
    const { giving, rest } = takeGiving(clause, kit.now);
    const called = readCalled(byPerson(rest)?.slots['name'] ?? '');
    return called && (() => totalOf(kit, called, giving));
  },
};

function* totalOf(kit: PlanKit, called: Called, giving: Giving): Plan {
  const person = yield* onePersonNamed(kit, called);
  const report = yield* donations(kit, { ...giving, signupId: person['id'] }, '-succeeded_at');
  const who = named(person['name'] ?? person['full_name']);
  if (report.count === 0) return `${who} has given nothing${ofAmount(giving.bound, kit.currency)}${during(giving.period)}.`;
  const given = `${who} gave ${money(report.cents, kit.currency)} in ${counted(report.count, 'donation')}`;
  return `${given}${ofAmount(giving.bound, kit.currency)}${during(giving.period)}.${partialNote(report)}`;
}
