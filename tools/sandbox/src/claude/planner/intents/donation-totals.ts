import { plainName } from '../clauses';
import type { Intent } from '../intent';
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
import { isName, onePersonNamed } from './person';

const gifts = '(?:donations?|gifts?|contributions?)';
const howMuch =
  /^how much(?: money| in (?:donations|total))?(?: (?:was|were|has been|have been|is|did we|have we|do we|did people|did (?:our )?donors|came|we))*(?: (?:donated|given|raised|raise|received|receive|collected|collect|get|got|contributed|donate|give|came|come|in))+$/i;
const total = new RegExp(
  `^(?:what (?:is|was|are|were) |show (?:me )?|give me )?(?:the |our )?(?:total|sum)(?: amount| value)?(?: of)?(?: all)?(?: the| our)?(?: ${gifts})?(?: raised| donated| given| received| amount| total)?$`,
  'i',
);
const average = new RegExp(`^(?:what (?:is|was) )?(?:the |our )?average ${gifts}(?: amount| size)?$`, 'i');
const howMany = new RegExp(
  `^(?:how many|count(?: of)?(?: the)?|number of) ${gifts}(?: (?:were|was|have|did|are|we|there|been|made|given|received|receive|get|got|do|of))*$`,
  'i',
);

/** "How much was donated last week?", "How many donations this month?", "What is the average donation in 2026?" */
export const donationTotals: Intent = {
  needs: ['list_donations'],
  example: 'How much was donated this month?',
  read(clause, kit) {
    const { giving, rest } = takeGiving(clause, kit.now);
    const phrase = [
      { asks: howMuch.test(rest) || total.test(rest), say: sum },
      { asks: average.test(rest), say: mean },
      { asks: howMany.test(rest), say: number },
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

const byPerson =
  /^(?:how much|what)(?: money)? (?:did|has) (.+?) (?:give|given|donate|donated|contribute|contributed)(?: in total)?$/i;

/** "How much did Sarah Chen give this year?" */
export const personTotal: Intent = {
  needs: ['list_signups', 'list_donations'],
  example: 'How much did Sarah Chen give this year?',
  read(clause, kit) {
    const { giving, rest } = takeGiving(clause, kit.now);
    const name = plainName(rest.match(byPerson)?.[1] ?? '');
    return name !== '' && isName(name) ? () => totalOf(kit, name, giving) : undefined;
  },
};

function* totalOf(kit: PlanKit, name: string, giving: Giving): Plan {
  const person = yield* onePersonNamed(kit, name);
  const report = yield* donations(kit, { ...giving, signupId: person['id'] }, '-succeeded_at');
  const who = named(person['name'] ?? person['full_name']);
  if (report.count === 0) return `${who} has given nothing${ofAmount(giving.bound, kit.currency)}${during(giving.period)}.`;
  const given = `${who} gave ${money(report.cents, kit.currency)} in ${counted(report.count, 'donation')}`;
  return `${given}${ofAmount(giving.bound, kit.currency)}${during(giving.period)}.${partialNote(report)}`;
}
