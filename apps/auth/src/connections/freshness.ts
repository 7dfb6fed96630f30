import type { Connection } from './connection';

/** Milliseconds an access token must have left to be handed out without a refresh (agent design, section 16). */
const comfortableMs = 15 * 60_000;
/** Milliseconds it must have left to be handed out at all, when no newer one can be had. */
const leastMs = 30_000;

/** True while an access token can be handed out without a second thought. */
export function isComfortable(accessExpiresAt: number, now: number): boolean {
  return accessExpiresAt - now >= comfortableMs;
}

/** True when the tokens should be replaced: they end soon, or NationBuilder has just refused exactly these. */
export function needsRefresh(connection: Connection, now: number, refusedGeneration?: number): boolean {
  return !isComfortable(connection.accessExpiresAt, now) || connection.generation === refusedGeneration;
}

/** True while the access token can still be used although it should be replaced. */
export function stillUsable(connection: Connection, now: number, refusedGeneration?: number): boolean {
  return connection.accessExpiresAt - now >= leastMs && connection.generation !== refusedGeneration;
}
