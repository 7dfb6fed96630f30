import { NationSlug } from '@nat/contracts';
import { ManualClock } from '@nat/service-kit';
import { ClientBreaker } from './client-breaker';

const [acme, beta] = [NationSlug.parse('acme'), NationSlug.parse('beta')];
let clock: ManualClock;
let breaker: ClientBreaker;
beforeEach(() => {
  clock = new ManualClock();
  breaker = new ClientBreaker(clock);
});

it('opens for a minute when a second nation hears that our client is refused', async () => {
  breaker.refused(acme);
  expect(breaker.isOpen()).toBe(false);
  breaker.refused(beta);
  await clock.advance(59_999);
  expect(breaker.isOpen()).toBe(true);
  await clock.advance(1);
  expect(breaker.isOpen()).toBe(false);
  breaker.refused(acme);
  breaker.refused(beta);
  expect(breaker.isOpen()).toBe(true);
});

it('stays shut for all when one nation alone refuses us, however often', () => {
  for (let time = 1; time <= 5; time++) breaker.refused(acme);
  expect(breaker.isOpen()).toBe(false);
});

it('shuts as soon as NationBuilder knows us, and counts anew', () => {
  breaker.refused(acme);
  breaker.refused(beta);
  breaker.accepted();
  expect(breaker.isOpen()).toBe(false);
  breaker.refused(beta);
  expect(breaker.isOpen()).toBe(false);
});
