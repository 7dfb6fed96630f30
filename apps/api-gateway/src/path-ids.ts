import {
  ActionId,
  ConfirmationId,
  ConnectionId,
  ConversationId,
  ExportId,
  InviteId,
  NationSlug,
  QueryId,
  SessionId,
  UserId,
} from '@nat/contracts';
import { AppError } from '@nat/service-kit';
import type { z } from 'zod';

/** What stands in the paths of endpoints, by the name it has there. */
export const pathIds = {
  queryId: QueryId,
  exportId: ExportId,
  conversationId: ConversationId,
  confirmationId: ConfirmationId,
  actionId: ActionId,
  connectionId: ConnectionId,
  sessionId: SessionId,
  userId: UserId,
  inviteId: InviteId,
  slug: NationSlug,
} as const;

const things: Record<keyof typeof pathIds, string> = {
  queryId: 'query',
  exportId: 'file',
  conversationId: 'conversation',
  confirmationId: 'confirmation',
  actionId: 'action',
  connectionId: 'connection',
  sessionId: 'session',
  userId: 'member',
  inviteId: 'invitation',
  slug: 'nation',
};

/** An id out of a path. One of another shape is answered exactly as one that nobody has: `not_found`. */
export function pathId<Name extends keyof typeof pathIds>(name: Name, given: string): z.output<(typeof pathIds)[Name]> {
  const parsed = pathIds[name].safeParse(given);
  if (!parsed.success) throw new AppError('not_found', `There is no such ${things[name]}.`);
  return parsed.data as z.output<(typeof pathIds)[Name]>;
}
