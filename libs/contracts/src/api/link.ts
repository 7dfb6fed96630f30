import { z } from 'zod';

/** A control-panel address built by the server from nation, resource and id. */
export const Link = z.object({ label: z.string(), url: z.url() });
export type Link = z.output<typeof Link>;
