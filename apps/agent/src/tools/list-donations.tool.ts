import type { Included, JsonApiRecord, ReadQuery } from '@nat/nationbuilder';
import { z } from 'zod';
import { plainText } from './kit/clean-text';
import { defineTool } from './kit/define-tool';
import { type Gift, orderGifts, rankDonors, totalOf } from './donation-figures';
import { distinctLinks } from './kit/links';
import { counted, instant, limit, recordId } from './kit/parameters';
import { nameFields, nameOf } from './signup-row';

const cents = z.int().min(0).max(1_000_000_000_000);
const shownDonors = 20;

const input = z.strictObject({
  filter: z
    .strictObject({
      amount_in_cents: z
        .strictObject({
          gt: cents.optional().describe('More than. "Over $100" is gt 10000.'),
          gte: cents.optional().describe('This much or more. "$100 or more" is gte 10000.'),
          lt: cents.optional().describe('Less than.'),
          lte: cents.optional().describe('This much or less.'),
        })
        .optional()
        .describe('Amount of a single donation in cents.'),
      succeeded_at: z
        .strictObject({
          gte: instant.optional().describe('Start of the period, included: a date, or an instant with the offset of the nation.'),
          lt: instant.optional().describe('End of the period, not included: the first moment after it.'),
        })
        .optional()
        .describe('When the money was received.'),
      status: z
        .enum(['succeeded', 'pending', 'failed', 'canceled'])
        .optional()
        .describe('State of the donation. Leave out for money received (succeeded), which is what giving means.'),
      signup_id: recordId.optional().describe('Only donations of the person with this id.'),
    })
    .optional()
    .describe('Conditions that must all hold. Leave out for all donations ever received.'),
  sort: z
    .enum(['-amount_in_cents', 'amount_in_cents', '-succeeded_at', 'succeeded_at'])
    .default('-succeeded_at')
    .describe('Order of the donation rows; a leading minus is descending. Donors are always ranked by amount.'),
  limit,
});

/** Finds donations and sums them up by person. */
export const listDonations = defineTool({
  name: 'list_donations',
  version: 1,
  effect: 'read',
  minRole: 'read_only',
  operations: ['listDonations'],
  description:
    'Finds donations and adds them up. Use it for every question about money given: totals, who gave, how much, the largest ' +
    "gifts, top donors, one person's gifts. Returns donations (up to 20 rows), donors (people ranked by their sum within the " +
    'conditions, up to 20) and totals (count of donations, amount_in_cents, number of donors), computed over all matches. ' +
    'Never add rows up yourself: take totals. Amounts are cents.',
  input,
  title: () => 'Adding up donations',
  run: async ({ filter, sort, limit: rows }, { nation, links, signal }) => {
    const query: ReadQuery<'donations'> = {
      filter: { ...filter, status: filter?.status ?? 'succeeded' },
      fields: { donations: ['signup_id', 'amount_in_cents', 'succeeded_at', 'status'], signups: [...nameFields] },
      include: ['signup'],
      sort: 'created_at', // a stable key, so that pages do not shift; rows are put in order by code
    };
    const { records, included, truncated } = await nation.listAll('donations', query, signal);
    const gifts = records.map(record => giftOf(record, included));
    const totals = totalOf(gifts);
    const donors = rankDonors(gifts).slice(0, shownDonors);
    const donations = orderGifts(gifts, sort).slice(0, rows);
    return {
      forModel: {
        data: { donations: donations.map(donationRow), donors, totals },
        count: totals.count,
        ...(truncated && { truncated }),
      },
      summary: `${truncated ? 'at least ' : ''}${counted(totals.count, 'donation')} from ${counted(totals.donors, 'donor')}`,
      links: distinctLinks([
        ...donors.map(donor => links.to('signup', donor.signup_id, donor.name)),
        ...donations.map(gift => links.to('donation', gift.id, `Donation ${gift.id}`)),
      ]),
    };
  },
});

function giftOf(record: JsonApiRecord, included: Included): Gift {
  const { signup_id: signupId, amount_in_cents: amount, succeeded_at: succeededAt } = record.attributes;
  return {
    id: record.id,
    signupId: typeof signupId === 'string' && signupId !== '' ? signupId : undefined,
    name: nameOf(included.one(record, 'signup')),
    amountInCents: typeof amount === 'number' && Number.isSafeInteger(amount) ? amount : 0,
    succeededAt: plainText(succeededAt) ?? '',
  };
}

function donationRow(gift: Gift): Record<string, unknown> {
  return {
    id: gift.id,
    donor: gift.name,
    signup_id: gift.signupId,
    amount_in_cents: gift.amountInCents,
    succeeded_at: gift.succeededAt,
  };
}
