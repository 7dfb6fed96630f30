import type { Admission } from '@nat/contracts';
import { AppError } from '@nat/service-kit';

type Refused = Extract<Admission, { admitted: false }>;

const details: Record<Refused['code'], string> = {
  subscription_inactive: 'This nation has no active subscription. An admin can start one under Billing.',
  feature_not_available: 'The plan of this nation does not include questions.',
  rate_limited: 'You asked many questions in a short time; wait a little and ask again.',
  concurrency_limited:
    'This nation has as many questions running, or waiting for a decision, as it may; ask again when one has ended.',
  quota_exceeded: 'All queries of this period are used.',
  idempotency_mismatch: 'This Idempotency-Key was already used with another question.',
};

/** Seconds to wait where usage names none: a 429 always carries Retry-After. */
const shortWait = 5;

/** What a refused admission is for its caller. */
export function refusalOf({ code, retryAfterSeconds, queries, upgradeTo }: Refused): AppError {
  const waits = code === 'rate_limited' || code === 'concurrency_limited' || code === 'quota_exceeded';
  return new AppError(code, details[code], {
    ...(waits && { retryAfter: retryAfterSeconds ?? shortWait }),
    ...(code === 'quota_exceeded' && queries && { resetAt: queries.resetAt }),
    ...(upgradeTo.length > 0 && { upgradeTo }),
  });
}
