import { resourceTypes } from '@nat/nationbuilder';
import { z } from 'zod';
import { isRecordId } from './record-ids';

/**
 * Parameters that several tools share. What is written in `.describe()` is read by the model, so it is short; patterns are
 * refinements and stay out of the schema for the same reason.
 */

export const recordId = z.string().refine(isRecordId, 'must be a record id: digits as text');
export const resultSetId = z.string().refine(id => /^rs_\d{1,6}$/.test(id), 'must be a selection such as rs_1');

/** Any of the 40 types. The names stand in the system prompt, not in every schema. */
export const resourceType = z.string().refine(type => resourceTypes.includes(type as never), { error: noSuchType });

/** What is said of a type that is none. */
export function noSuchType({ input }: { input: unknown }): string {
  return `there is no type ${JSON.stringify(String(input).slice(0, 40))}; types: ${resourceTypes.join(', ')}`;
}

export const filter = z.record(z.string(), z.unknown());
/** City or state of the primary address. */
export const place = z.string().trim().min(1);

/** What every list takes. */
export const listParameters = {
  filter: filter.optional().describe('Conditions.'),
  sort: z.string().optional().describe('Attribute, or -attribute.'),
  limit: z.int().min(1).max(20).default(10).describe('Rows shown.'),
  fields: z.array(z.string()).optional().describe('Further attributes to show.'),
  keep: z.boolean().optional().describe('Keep all matches as a selection.'),
};
/** Where people are selected. */
export const placeParameters = {
  city: place.optional().describe('City they live in.'),
  state: place.optional().describe('State, such as TX.'),
};

export type ListInput = z.output<z.ZodObject<typeof listParameters>>;
