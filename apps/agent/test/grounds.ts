import type { Link } from '@nat/contracts';
import type { ResourceType } from '@nat/nationbuilder';
import type { Effect } from '../src/tools/kit/define-tool';
import { type Grounds, isGrounded } from '../src/loop/grounding';

export const link = (label: string, id: string, type: ResourceType = 'signups'): Link => ({
  label,
  url: `https://demo.nationbuilder.com/admin/${type}/${id}`,
});
export const sarah = link('Sarah Chen, Austin', '110');

/** A call about some people, or about records of another type. */
export const about = (ids: string[], type: ResourceType = 'signups', more: Partial<Effect> = {}): Effect => ({
  kind: 'person',
  count: ids.length,
  sample: [],
  changes: [],
  reversible: true,
  notes: [],
  targets: { type, ids },
  ...more,
});
const choices = new Set(['contact_method', 'support']);
/** Whether a message asks for a call, by default about Sarah, who was found. */
export function asked(message: string, input: unknown, more: Partial<Grounds> = {}, effect = about(['110'])): boolean {
  const grounds = { message, found: [sarah], tainted: false, year: 2026, isChoice: (name: string) => choices.has(name), ...more };
  return isGrounded(input, effect, grounds);
}
export const page = (kind: 'person' | 'list', recordId: string) => ({
  pageContext: { nationSlug: 'demo' as never, kind, recordId },
});
export const tag = (name: string, id = '110') => ({ signup_id: id, tag: name });
