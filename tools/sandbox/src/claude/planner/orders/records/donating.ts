import { exactAmount } from '../../amount';
import { aboutPerson, type Intent } from '../../intent';
import { takeDay } from '../../day';
import { readings } from '../../phrases';
import type { FindsPerson, Plan, PlanKit } from '../../plan';
import { money } from '../../wording';
import { carryOut, ofOne } from '../order';
import { idOf, nameOfPerson, readPerson } from '../target';

const record = '(record|log|add|enter|register|create|book|note)';
const gift = '(donation|gift|contribution)';
const forms = readings(
  `${record} [a|an|the] <what> ${gift} (from|by|of|for) <whom>`,
  `${record} [a|an|the] <what> ${gift} (made|given) by <whom>`,
  `${record} [a|an|the] ${gift} of <what> (from|by|for) <whom>`,
  `${record} [a|an|the] <kind> ${gift} of <what> (from|by|for) <whom>`,
  `${record} <what> (from|by) <whom>`,
  `${record} that <whom> (gave|donated|contributed) <what>`,
);

/** Ways of paying as people say them, and as the nation lists them. */
const payments: readonly (readonly [words: string, name: string])[] = [
  ['cash', 'Cash'],
  ['check|cheque', 'Check'],
  ['credit card|card', 'Credit Card'],
];
const checkNumber = /,?\s*\(?(?:check|cheque) (?:number|no\.?|#) ?#?(\d{1,12})\)?/i;

interface Gift {
  cents: number;
  payment_type_name?: string;
  check_number?: string;
  succeeded_at?: string;
}

/** "Record a $50 cash donation from Bob Baker", "Log a donation of 25 dollars by check from her, yesterday" */
export const donating: Intent = {
  needs: ['create_donation'],
  examples: ['Record a $50 cash donation from Bob Baker'],
  read(clause, kit) {
    const { day, rest } = takeDay(clause, kit.now);
    const number = rest.match(checkNumber)?.[1];
    const { name, rest: bare } = takePayment(rest.replace(checkNumber, ''));
    for (const { whom = '', what = '', kind = '' } of forms(bare)) {
      const amount = exactAmount(`${kind} ${what}`);
      const find = readPerson(whom.replace(/,$/, ''), kit);
      const adjective = amount && takePayment(amount.rest, 'i');
      if (!amount || adjective?.rest !== '' || amount.cents === 0 || !find) continue;
      const payment = name ?? adjective.name ?? (number && 'Check');
      const gift: Gift = {
        cents: amount.cents,
        ...(payment && { payment_type_name: payment }),
        ...(number && { check_number: number }),
        ...(day && { succeeded_at: day }),
      };
      return aboutPerson(find, () => recordGift(kit, find, gift));
    }
    return undefined;
  },
};

/** In a whole order only in small letters: "Cash" may be somebody's name. */
function takePayment(text: string, flags = ''): { name: string | undefined; rest: string } {
  for (const [words, name] of payments) {
    const pattern = new RegExp(`,?(?:^|\\s)(?:(?:in|by|with|as) )?(?:a )?(?:${words})(?=\\s|,|$)`, flags);
    if (pattern.test(text)) return { name, rest: text.replace(pattern, ' ').replace(/\s+/g, ' ').trim() };
  }
  return { name: undefined, rest: text };
}

function* recordGift(kit: PlanKit, find: FindsPerson, { cents, ...more }: Gift): Plan {
  const person = yield* find(kit);
  const input = { signup_id: idOf(person), amount_in_cents: cents, ...more };
  const { payment_type_name: payment, succeeded_at: day } = more;
  const how = [...(payment ? [payment.toLowerCase()] : []), ...(day ? [day] : [])].join(', ');
  const what = `a donation of ${money(cents, kit.currency)} from ${nameOfPerson(person)}${how && ` (${how})`}`;
  return yield* carryOut(kit, { tool: 'create_donation', input }, ofOne(['record', 'Recorded'], what));
}
