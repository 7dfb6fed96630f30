import { ToolTier } from '@nat/contracts';
import { type ResourceType, resourceTypes } from '@nat/nationbuilder';
import { z } from 'zod';
import type { Effect } from '../tools/kit/define-tool';

const type = z.custom<ResourceType>(value => (resourceTypes as readonly unknown[]).includes(value));
const targets = z.object({ type, ids: z.array(z.string()) });
const sample = z.array(z.object({ id: z.string(), label: z.string() }));

const effect = z.object({
  kind: z.string(),
  count: z.number(),
  sample,
  changes: z.array(
    z.object({
      field: z.string(),
      before: z.string().optional(),
      after: z.string().optional(),
      quoted: z.literal(true).optional(),
    }),
  ),
  reversible: z.boolean(),
  recipients: z.number().optional(),
  notes: z.array(z.string()),
  targets,
  parts: z
    .array(
      z.object({
        targets,
        sample,
        call: z.object({
          tool: z.string(),
          input: z.record(z.string(), z.unknown()),
          people: z.array(z.string()).readonly().optional(),
        }),
        tier: ToolTier.exclude(['read']),
        after: z.record(z.string(), z.unknown()).optional(),
        before: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
  undoes: z.string().optional(),
  notAllowed: z.number().optional(),
});

/** What a write is about: all that is carried out, and all that can be undone. Kept sealed, and for as long as it can be undone. */
export interface WriteContent {
  /** Validated by the tool's schema before it was kept. */
  input: unknown;
  /** With the targets, frozen. */
  effect: Effect;
}
/** As a store gives it back. */
export const WriteContent: z.ZodType<WriteContent> = z.object({ input: z.unknown(), effect });
