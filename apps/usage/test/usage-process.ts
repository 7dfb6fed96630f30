import type { NationSlug } from '@nat/contracts';
import type { OutboxRelay } from '@nat/event-bus';
import type { Clock, ServiceIdentity } from '@nat/service-kit';
import { PlanCache } from '../src/limits/plan-cache';
import { AdmissionService } from '../src/reservations/admission.service';
import { RateGate } from '../src/reservations/rate-gate';
import { ReservationSweeper } from '../src/reservations/reservation-sweeper';
import { UsageService } from '../src/usage.service';
import type { UsageStore } from '../src/usage.store';
import { user } from './builders';

/** The services of one usage process over a store, wired by hand: a test may have several over one store. */
export function usageProcess(store: UsageStore, clock: Clock): { usage: UsageService; sweeper: ReservationSweeper } {
  const plans = new PlanCache(store, clock);
  const admissions = new AdmissionService(store, plans, new RateGate(store, clock), clock);
  const relay = { nudge: () => undefined } as OutboxRelay;
  return { usage: new UsageService(store, plans, admissions, relay, clock), sweeper: new ReservationSweeper(store, clock) };
}

export function caller(nationSlug: NationSlug, userId = user): ServiceIdentity {
  return { userId, sessionId: 'ses_0123456789abcdefghjkmnpqrs', nationSlug, role: 'member' };
}
