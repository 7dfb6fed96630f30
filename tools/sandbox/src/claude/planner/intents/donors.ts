import type { Intent } from '../intent';
import type { PlanKit } from '../plan';
import { counted, dayLabel, listed, money, named, numberOf } from '../wording';
import { donorLabel, during, fromDonations, ofAmount, raised, takeGiving, type DonationReport, type Giving } from './donations';

const gave = '(?:gave|give|given|donated|donate|contributed|have given|have donated|has given|has donated)';
const asksWho = new RegExp(
  `^(?:who (?:has |have )?|(?:which|list|show(?: me)?|find|name)(?: all)?(?: the| our)? (?:people|donors|persons)(?: who| that)? )${gave}$`,
  'i',
);
const asksHowMany = new RegExp(
  `^how many (?:people|donors|persons)(?: have)?(?: who)? (?:${gave}|are there|do we have|did we have)$`,
  'i',
);
const asksDonations =
  /^(?:(?:list|show(?: me)?|find|what|which)(?: all)?(?: the| our)?) (?:donations|gifts|contributions)(?: were| was)?(?: of| made| given| received)*(?: are there| do we have| did we get)?$/i;

const tail = (text: string): string =>
  text
    .replace(/\b(?:in a single (?:donation|gift)|money|anything)\b/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** "Who gave over $100 last month?", "How many people donated this year?" */
export const whoGave: Intent = {
  needs: ['list_donations'],
  example: 'Who gave over $100 last month?',
  read(clause, kit) {
    const { giving, rest } = takeGiving(clause, kit.now);
    const left = tail(rest);
    const who = asksWho.test(left);
    const many =
      asksHowMany.test(left) &&
      (giving.period !== undefined || giving.bound !== undefined || /\bg[ai]ve|donated|contributed/i.test(left));
    const gifts = asksDonations.test(left);
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

const most = /^who (?:has |have )?(?:gave|given|donated|contributed) the most$/i;
const top =
  /^(?:(?:who|what) (?:are|is|was|were) |list |show (?:me )?|name |find )?(?:the |our )?(?:top|biggest|largest|best|most generous)(?: (\d+|three|five|ten))? (donors?|givers?|contributors?|donations?|gifts?)$/i;
const numbers: Record<string, number> = { three: 3, five: 5, ten: 10 };

/** "Who gave the most this year?", "Top 5 donors", "What was the largest donation last month?" */
export const topDonors: Intent = {
  needs: ['list_donations'],
  example: 'Who gave the most this year?',
  read(clause, kit) {
    const { giving, rest } = takeGiving(clause, kit.now);
    const match = rest.match(top);
    if (!match && !most.test(rest)) return undefined;
    const [, given, noun = 'donor'] = match ?? [];
    const plural = noun.toLowerCase().endsWith('s');
    const size = given ? (numbers[given.toLowerCase()] ?? Number(given)) : plural ? 10 : 1;
    const single = /^(?:donation|gift)/i.test(noun);
    return () => fromDonations(kit, giving, '-amount_in_cents', report => ranking(report, giving, kit, size, single));
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
