import { NationSlug } from '@nat/contracts';
import { Catalogs } from '../catalog/catalog';
import { natCatalog } from '../catalog/nat.catalog';
import { isLive, projectSubscription, sameSubscription, type StripeSubscription, subscriptionUpdated } from './subscription';

const catalogs = new Catalogs([natCatalog], ['nat']);
const facts: StripeSubscription = {
  id: 'sub_1',
  itemId: 'si_1',
  status: 'active',
  lookupKey: 'nat:nat:1:base:month',
  quantity: 1,
  periodStart: Date.parse('2026-11-03T10:00:00Z'),
  periodEnd: Date.parse('2026-12-03T10:00:00Z'),
};
const usableUntil = (more: Partial<StripeSubscription>) => projectSubscription({ ...facts, ...more }, catalogs).usableUntil;

it('takes plan from the price and period from the item', () => {
  expect(projectSubscription(facts, catalogs)).toEqual({
    id: 'sub_1',
    status: 'active',
    catalog: 'nat',
    catalogVersion: 1,
    plan: 'nat',
    planVersion: 1,
    seats: 1,
    periodStart: '2026-11-03T10:00:00.000Z',
    periodEnd: '2026-12-03T10:00:00.000Z',
    usableUntil: '2026-12-06T10:00:00.000Z',
  });
});

it.each([
  ['active', {}, '2026-12-06T10:00:00.000Z'],
  ['trialing', {}, '2026-12-06T10:00:00.000Z'],
  ['active', { cancelAt: facts.periodEnd }, '2026-12-03T10:00:00.000Z'],
  ['past_due', {}, '2026-11-10T10:00:00.000Z'],
  ['unpaid', {}, '2026-11-03T10:00:00.000Z'],
  ['paused', {}, '2026-11-03T10:00:00.000Z'],
  ['incomplete', {}, '2026-11-03T10:00:00.000Z'],
  ['canceled', {}, '2026-11-03T10:00:00.000Z'],
])('%s with %j is usable until %s', (status, more, until) => {
  expect(usableUntil({ status, ...more })).toBe(until);
});

it('refuses a price or a status that nobody knows, rather than guessing a plan', () => {
  expect(() => projectSubscription({ ...facts, lookupKey: null }, catalogs)).toThrow('No plan');
  expect(() => projectSubscription({ ...facts, status: 'resting' }, catalogs)).toThrow();
});

it('tells states apart, and those that ended for good', () => {
  const one = projectSubscription(facts, catalogs);
  expect(sameSubscription(one, { ...one })).toBe(true);
  expect(sameSubscription(one, { ...one, periodEnd: '2027-01-03T10:00:00.000Z' })).toBe(false);
  expect(sameSubscription(one, undefined)).toBe(false);
  expect([isLive({ status: 'past_due' }), isLive({ status: 'canceled' })]).toEqual([true, false]);
});

it('publishes the whole state, with what the plan allows and what would allow more', () => {
  const nation = NationSlug.parse('acme');
  const about = { time: '2026-11-20T10:00:00.000Z', correlationId: 'cor_1' };
  const event = subscriptionUpdated(nation, projectSubscription(facts, catalogs), 7, catalogs, about);
  expect(event).toMatchObject({
    id: 'acme.subscription.7',
    subject: 'nation/acme',
    data: { version: 7, upgradeTo: ['nat_pro'], entitlements: natCatalog.plans[0]!.entitlements },
  });
});
