import type { KeyObject } from 'node:crypto';
import { compact, type Target } from '../attack-targets';

/** What it is, and how it makes a token for a target. Every one must be refused as `unauthenticated`. */
export type Attack = readonly [name: string, forge: (target: Target) => string];

/** The token that is accepted, as many attacks begin. */
export const honest = (target: Target): string => compact(target, target.header, target.claims);
export const withHeader = (members: Record<string, unknown>) => (target: Target) =>
  compact(target, { ...target.header, ...members }, target.claims);
export const without = (name: string) => (target: Target) =>
  compact(target, { ...target.header, [name]: undefined }, target.claims);
export const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string];

export const jwk = (key: KeyObject) => key.export({ format: 'jwk' });
