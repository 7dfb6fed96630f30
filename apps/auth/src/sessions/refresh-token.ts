import type { Rng } from '@nat/service-kit';
import { oneTimeSecret } from '../one-time/one-time-secret';

/** Begins every refresh token, so that scanners of leaked secrets know one. */
const prefix = 'nrt_';

/** 256 random bits that are good for one exchange. */
export function newRefreshToken(rng: Rng): string {
  return prefix + oneTimeSecret(rng);
}
