import { z } from 'zod';
import { AuditId, UserId } from '../ids';
import { PageRequest, pageOf } from './pages';

/** What can stand in a nation's audit log: `<thing>.<what happened to it>`. */
export const AuditType = z.enum([
  'sign_in.refused',
  'session.started',
  'session.ended',
  'session.refresh_reused',
  'sessions.ended',
  'connection.started',
  'connection.completed',
  'connection.failed',
  'connection.refreshed',
  'connection.refresh_failed',
  'connection.reauth_required',
  'connection.disconnected',
  'nation.claimed',
  'invite.created',
  'invite.revoked',
  'invite.accepted',
  'member.joined',
  'member.role_changed',
  'member.removed',
  'owner.changed',
  'settings.changed',
  'subscription.changed',
  'confirmation.requested',
  'confirmation.decided',
  'action.executed',
  'action.undone',
  'prompt_injection.suspected',
]);
export type AuditType = z.output<typeof AuditType>;

export const AuditOutcome = z.enum(['succeeded', 'refused', 'failed']);
export type AuditOutcome = z.output<typeof AuditOutcome>;

const things = [...new Set(AuditType.options.map(type => type.slice(0, type.indexOf('.'))))];

/** What a list or an export of the audit log is narrowed to. */
export const AuditFilter = z.strictObject({
  /** One type, or the thing before its dot: `connection` is all that happened to connections. */
  type: z.enum([...AuditType.options, ...things]).optional(),
  /** Who did it. */
  actor: UserId.optional(),
  /** First instant; RFC 3339 UTC. */
  from: z.iso.datetime().optional(),
  /** The instant after the last one. */
  to: z.iso.datetime().optional(),
});
export type AuditFilter = z.output<typeof AuditFilter>;

/** Query string of `GET /v1/audit-log`. A page may hold fewer than `limit`, even none, and still have one after it. */
export const AuditLogRequest = PageRequest.extend(AuditFilter.shape);
export type AuditLogRequest = z.output<typeof AuditLogRequest>;

/** One line of a nation's audit log: ids, counts and words of ours, never a name, an address or a text. */
export const AuditLogItem = z.object({
  auditId: AuditId,
  /** When it happened. */
  time: z.iso.datetime(),
  /** Who did it; absent when nobody did. */
  actor: z.string().optional(),
  /** An `AuditType`; newer ones may be added. */
  type: z.string(),
  /** Id of what it was done to. */
  subject: z.string(),
  outcome: AuditOutcome,
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** Network of whoever asked, such as `192.0.2.0/24`: never a whole address. */
  network: z.string().optional(),
  requestId: z.string(),
  /** Place in the nation's chain, from 1 without gap. Absent in the first moments. */
  sequence: z.number().int().positive().optional(),
  /** SHA-256, in hex, of this entry and the hash before it. Absent as long as `sequence` is. */
  hash: z.string().optional(),
});
export type AuditLogItem = z.output<typeof AuditLogItem>;

export const AuditLogPage = pageOf(AuditLogItem);
export type AuditLogPage = z.output<typeof AuditLogPage>;

/** How a chain can be broken. */
export const AuditChainProblem = z.enum([
  'altered', // the entry is not the one that was hashed
  'relinked', // its hash fits it, but it does not follow from the entry before it
  'missing', // entries are gone that have not expired
  'inserted', // an entry stands where none was ever chained, or a second one where there is one
  'head', // the end of the chain is not the end that was noted
]);
export type AuditChainProblem = z.output<typeof AuditChainProblem>;

const sequence = z.number().int().nonnegative();

/** Whether a nation's audit log still is what was written. */
export const AuditChain = z.discriminatedUnion('intact', [
  z.object({
    intact: z.literal(true),
    /** First and last entry that were compared; absent where there is none. Those before `from` have expired. */
    from: sequence.optional(),
    to: sequence.optional(),
    /** Hash of the last one. Whoever keeps it elsewhere can prove later that nothing before it was written anew. */
    hash: z.string().optional(),
    /** Entries that were written a moment ago and are not chained yet. */
    waiting: z.number().int().nonnegative(),
  }),
  z.object({
    intact: z.literal(false),
    /** Sequence of the first place that is wrong; 0 for an entry that has no place at all. */
    brokenAt: sequence,
    problem: AuditChainProblem,
  }),
]);
export type AuditChain = z.output<typeof AuditChain>;
