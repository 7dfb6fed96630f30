import type { Intent } from '../intent';
import { numberIn, opens, says } from '../phrases';
import type { PlanKit } from '../plan';
import { counted, dayLabel, listed, money, named, numberOf } from '../wording';
import { donorLabel, during, fromDonations, ofAmount, raised, takeGiving, type DonationReport, type Giving } from './donations';

const givers = '({people}|donors|donor|givers|contributors|supporters|everyone|everybody|all)';
const didGive = '[who|that|whom] [have|has] [all] [ever] {gave}';
const asksWho = says(
  `who [all] [have|has] {gave}`,
  `{list} [{our}] [all] ${givers} ${didGive}`,
  `what are the names of [{our}] ${givers} ${didGive}`,
);
const asksHowMany = says(
  `{count} [{our}] ${givers} ${didGive}`,
  `{count} [{our}] (donors|givers|contributors) [are there|did we have|do we have|were there]`,
);
const asksDonations = says(
  `({list}|what) [{our}] {gifts} [that|which] [were|was|are|have been] [there|made|given|received|of] [are there|do we have|did we get|were there]`,
);
const kept = opens('{count} [{our}] (donors|givers|contributors) [are there|do we have|did we have|were there]');

/** Words that say nothing more: a bound on an amount is always one of a single donation. */
const tail = (text: string): string =>
  text
    .replace(/\b(?:in a single (?:donation|gift)|money|anything)\b/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** "Who gave over $100 last month?", "How many people donated this year?" */
export const whoGave: Intent = {
  needs: ['list_donations'],
  examples: ['Who gave over $100 last month?'],
  read(clause, kit) {
    const { giving, rest } = takeGiving(clause, kit.now);
    const left = tail(rest);
    const who = asksWho(left) !== undefined;
    const bounded = giving.period !== undefined || giving.bound !== undefined;
    const many = asksHowMany(left) !== undefined && (bounded || !kept(left));
    const gifts = asksDonations(left) !== undefined;
    if (!who && !many && !gifts) return undefined;
    const phrase = gifts ? donationList : who ? donorList : donorCount;
    return () => fromDonations(kit, giving, '-amount_in_cents', report => phrase(report, giving, kit));
  },
};

function donorCount(report: DonationReport, giving: Giving, kit: PlanKit): string {
  const single = giving.bound ? ' in a single donation' : '';
  if (report.donorCount === 0) return `No one gave${ofAmount(giving.bound, kit.currency)}${single}${during(giving.period)}.`;
  const who = `${counted(report.donorCount, 'person', 'people')} gave${ofAmount(giving.bound, kit.currency)}${single}`;
  return `${who}, ${money(report.cents, kit.currency)} in all${during(giving.period)}.`;
}

function donorList(report: DonationReport, giving: Giving, kit: PlanKit): string {
  const opening = donorCount(report, giving, kit);
  if (report.donors.length === 0) return opening;
  const donors = report.donors.map(row => donorLabel(row, kit.currency));
  return `${opening.slice(0, -1)}: ${listed(donors, report.donorCount)}.`;
}

function donationList(report: DonationReport, giving: Giving, kit: PlanKit): string {
  const bound = ofAmount(giving.bound, kit.currency);
  if (report.count === 0) return `There were no donations${bound}${during(giving.period)}.`;
  const gifts = report.donations.map(row => donorLabel({ ...row, name: row['donor'] }, kit.currency));
  const total = `${counted(report.count, 'donation')}${bound}, ${raised(report, kit.currency)}${during(giving.period)}`;
  return gifts.length > 0 ? `${total}: ${listed(gifts, report.count)}.` : `${total}.`;
}

const best = '(top|biggest|largest|best|most generous|highest)';
const gives = '(donor|donors|giver|givers|contributor|contributors)';
const lead = '[who|what|which|{list}] [is|are|was|were] [{our}]';
const most = says('who [has|have] {gave} [the] most [money]', 'which (person|donor) [has] {gave} [the] most [money]');
const topGivers = says(`${lead} ${best} [<#size>] ${gives}`, `${lead} <#size> ${best} ${gives}`);
const topGifts = says(`${lead} ${best} [<#size>] ({gift}|{gifts}) [ever]`, `${lead} <#size> ${best} {gifts}`);

/** "Who gave the most this year?", "Top 5 donors", "What was the largest donation last month?" */
export const topDonors: Intent = {
  needs: ['list_donations'],
  examples: ['Who gave the most this year?'],
  read(clause, kit) {
    const { giving, rest } = takeGiving(clause, kit.now);
    const single = topGifts(rest);
    const match = single ?? topGivers(rest);
    if (!match && !most(rest)) return undefined;
    const given = match?.slots['size'];
    const size = given ? numberIn(given) : match && /s$/i.test(rest) ? 10 : 1;
    return () =>
      fromDonations(kit, giving, '-amount_in_cents', report => ranking(report, giving, kit, size, single !== undefined));
  },
};

function ranking(report: DonationReport, giving: Giving, kit: PlanKit, size: number, single: boolean): string {
  const rows = (single ? report.donations : report.donors).slice(0, size);
  const first = rows[0];
  if (!first) return `No one gave${ofAmount(giving.bound, kit.currency)}${during(giving.period)}.`;
  if (rows.length === 1) {
    const who = named(first['name'] ?? first['donor']);
    const amount = money(numberOf(first['amount_in_cents']) ?? 0, kit.currency);
    const day = dayLabel(first['succeeded_at'], kit.now.zone);
    if (single) return `The largest donation was ${amount} from ${who}${day ? ` on ${day}` : ''}${during(giving.period)}.`;
    const times = numberOf(first['donations']);
    return `${who} gave the most: ${amount}${times ? ` in ${counted(times, 'donation')}` : ''}${during(giving.period)}.`;
  }
  const lines = rows.map((row, index) => `${index + 1}. ${donorLabel({ name: row['donor'], ...row }, kit.currency)}`);
  return `The ${rows.length} largest ${single ? 'donations' : 'donors'}${during(giving.period)}:\n${lines.join('\n')}`;
}
