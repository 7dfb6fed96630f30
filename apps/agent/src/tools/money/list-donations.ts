import { z } from 'zod';
import { everyPage, type Selection } from '../kit/all-records';
import { defineTool, type ToolContext } from '../kit/define-tool';
import { filterOf } from '../kit/filters';
import { countedRecords } from '../kit/nouns';
import { Names } from '../kit/names';
import { listParameters } from '../kit/parameters';
import { listAnswer } from '../kit/read-tools';
import { answer } from '../kit/tool-answer';
import { receivedOnly } from '../analysis/received-only';
import { DonorTotals, type Totals } from './donor-totals';

const shownDonors = 20;

/** Finds gifts, adds them up, and ranks who gave them. */
export const listDonations = defineTool({
  name: 'list_donations',
  version: 2,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listDonations', 'listSignups', 'listDonationTrackingCodes'],
  description:
    'Donations: rows, totals {count, amount_in_cents, donors} and up to 20 donors ranked by sum, over all matches. Succeeded ' +
    'only, unless the filter names status (pending, failed, canceled). By amount_in_cents, succeeded_at, signup_id, ' +
    'donation_tracking_code_id.',
  input: z.strictObject(listParameters),
  title: () => 'Adding up donations',
  run: async (input, context) => {
    const filter = receivedOnly('donations', input.filter);
    const asked = { ...input, filter, sort: input.sort ?? '-succeeded_at' };
    const selection = { type: 'donations', filter: await filterOf('donations', filter, context) } as Selection;
    const [rows, { totals, donors, truncated }] = await Promise.all([
      listAnswer('donations', asked, context),
      addUp(selection, context),
    ]);
    return answer({
      ...rows,
      data: { donations: rows.data, donors, totals },
      count: totals.count,
      truncated: truncated || rows.truncated,
      summary: `${countedRecords(totals.count, 'donations')} from ${countedDonors(totals)}`,
      links: [...donors.map(donor => context.links.to('signups', donor.signup_id, donor.name)), ...(rows.links ?? [])],
    });
  },
});

async function addUp(selection: Selection, context: ToolContext) {
  const sums = new DonorTotals();
  let truncated = false;
  for await (const page of everyPage(selection, { fields: { donations: ['signup_id', 'amount_in_cents'] } }, context)) {
    for (const { attributes } of page.records) sums.add(attributes.signup_id, attributes.amount_in_cents);
    truncated ||= page.truncated;
  }
  const ranked = sums.largest(shownDonors);
  const names = new Names();
  await names.lookUp(new Map([['signups', new Set(ranked.map(donor => donor.signup_id))]]), context);
  const donors = ranked.map(donor => ({ ...donor, name: names.of('signups', donor.signup_id) }));
  return { totals: sums.totals, donors, truncated };
}

const countedDonors = ({ donors }: Totals): string => `${donors.toLocaleString('en-US')} ${donors === 1 ? 'donor' : 'donors'}`;
