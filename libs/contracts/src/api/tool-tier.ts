import { z } from 'zod';

/** What a tool call may do, least first. Computed from its arguments and targets, never from anybody's description. */
export const ToolTier = z.enum(['read', 'reversible', 'change', 'critical', 'outbound']);
export type ToolTier = z.output<typeof ToolTier>;
