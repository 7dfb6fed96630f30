import {
  type Confirmation,
  ConfirmationId,
  ConfirmationStatus,
  ConversationId,
  NationSlug,
  QueryId,
  Role,
  Surface,
  ToolTier,
} from '@nat/contracts';
import { z } from 'zod';
import { cardTitle, shownEffect } from './shown-effect';
import type { WriteContent } from './write-content';

/** A held call as it is kept. What it is about is kept apart from it and sealed. */
export const ConfirmationRow = z.object({
  confirmationId: ConfirmationId,
  nationSlug: NationSlug,
  userId: z.string(),
  sessionId: z.string(),
  /** Of whoever asked; the role at the decision counts. */
  role: Role,
  surface: Surface,
  queryId: QueryId.optional(),
  conversationId: ConversationId.optional(),
  toolCallId: z.string(),
  toolUseId: z.string().optional(),
  tool: z.string(),
  version: z.number().int(),
  title: z.string(),
  tier: ToolTier.exclude(['read']),
  targets: z.number().int().nonnegative(),
  inputHash: z.string(),
  /** What was shown as it was: records that names stood for, values before. Compared before anything is carried out. */
  effectDigest: z.string(),
  typedCountRequired: z.boolean(),
  status: ConfirmationStatus,
  createdAt: z.iso.datetime(),
  /** RFC 3339; from then on nobody can approve it. */
  expires: z.iso.datetime(),
  decidedAt: z.iso.datetime().optional(),
  decidedBy: z.string().optional(),
  decidedRole: Role.optional(),
  channel: Surface.optional(),
  reason: z.string().optional(),
  actionId: z.string().optional(),
  /** The action an undo would take back. */
  undoes: z.string().optional(),
});
export type ConfirmationRow = z.output<typeof ConfirmationRow>;

/** Milliseconds a person has to decide. */
export const decisionMs = { interactive: 10 * 60_000, scheduled: 24 * 3_600_000 } as const;

/** Its status now: one that was not decided in time has expired, whether or not that was written down. */
export function statusAt({ status, expires }: ConfirmationRow, now: string): ConfirmationRow['status'] {
  return status === 'pending' && expires <= now ? 'expired' : status;
}

/** As its person sees it. `now`: RFC 3339. Of one whose content is erased only the facts are left. */
export function shownConfirmation(row: ConfirmationRow, content: WriteContent | undefined, now: string): Confirmation {
  return {
    confirmationId: row.confirmationId,
    queryId: row.queryId,
    conversationId: row.conversationId,
    toolCallId: row.toolCallId,
    tool: row.tool,
    title: content ? cardTitle(row.title, content.effect) : row.title,
    tier: row.tier,
    effect: content
      ? shownEffect(content.effect, row.tier)
      : {
          kind: 'record',
          count: row.targets,
          sample: [],
          changes: [],
          reversible: false,
          outbound: row.tier === 'outbound',
          notes: [],
        },
    inputHash: row.inputHash,
    status: statusAt(row, now),
    createdAt: row.createdAt,
    expiresAt: row.expires,
    typedCountRequired: row.typedCountRequired,
    decidedAt: row.decidedAt,
    decidedBy: row.decidedBy,
    channel: row.channel,
  };
}
