import { z } from 'zod';

/** Ids are a prefix and 26 to 52 characters `[0-9a-z]` (protocol, section 2). An id never authorizes anything. */
function id(prefix: string) {
  return z.string().regex(new RegExp(`^${prefix}_[0-9a-z]{26,52}$`), `must be an id that starts with ${prefix}_`);
}

/** One user message and all that answers it; also the idempotency key of its admission and of its bill line. */
export const QueryId = id('qry');
export type QueryId = z.output<typeof QueryId>;
export const ConversationId = id('cnv');
export type ConversationId = z.output<typeof ConversationId>;
export const ToolCallId = id('tcl');
/** A held change. */
export const ConfirmationId = id('cnf');
export type ConfirmationId = z.output<typeof ConfirmationId>;
/** A change that was carried out: an entry of the ledger. */
export const ActionId = id('act');
export type ActionId = z.output<typeof ActionId>;
export const UserId = id('usr');
export type UserId = z.output<typeof UserId>;
export const SessionId = id('ses');
export type SessionId = z.output<typeof SessionId>;
export const ConnectionId = id('con');
export const InviteId = id('inv');
export type InviteId = z.output<typeof InviteId>;
/** A line of the audit log. */
export const AuditId = id('aud');
export const MessageId = id('msg');
/** A file that its person may fetch for a quarter of an hour. */
export const ExportId = id('exp');
export type ExportId = z.output<typeof ExportId>;
/** A selection of records, kept on the server; its number counts within one conversation. */
export const ResultSetId = z.string().regex(/^rs_[1-9]\d{0,8}$/, 'must be the name of a selection, such as rs_1');
export type ResultSetId = z.output<typeof ResultSetId>;

/** Labels of nationbuilder.com that are the vendor's own and can never name a nation. */
const reservedLabels = new Set([
  'www',
  'api',
  'app',
  'admin',
  'mail',
  'status',
  'support',
  'help',
  'blog',
  'static',
  'assets',
  'cdn',
]);

/**
 * The subdomain label that names a nation: our tenant key. Nothing is trimmed, folded or normalized before the match,
 * so two spellings of one slug cannot exist. Internationalized labels (`xn--`) are refused.
 */
export const NationSlug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be the lower-case subdomain of a nation')
  .refine(slug => !slug.startsWith('xn--') && !reservedLabels.has(slug), 'is not a nation')
  .brand<'NationSlug'>();
export type NationSlug = z.output<typeof NationSlug>;

/** Role inside one nation, weakest first. */
export const roles = ['read_only', 'member', 'admin', 'owner'] as const;
export const Role = z.enum(roles);
export type Role = z.output<typeof Role>;

/** True when `role` may do what needs at least `needed`. */
export function roleAtLeast(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}

/** Where a question comes from; derived from the token's client, never from the request. */
export const Surface = z.enum(['extension', 'web', 'slack', 'automation', 'cli']);
export type Surface = z.output<typeof Surface>;
