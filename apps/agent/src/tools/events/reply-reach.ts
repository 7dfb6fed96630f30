import type { ToolContext } from '../kit/define-tool';
import { idOf } from '../writing/find-by-name';
import { personOfEmail } from '../writing/people';
import type { CreateRequest } from '../writing/prepare-create';
import { textOf } from '../writing/words';

interface Reply {
  /** Event, id or name. */
  event: unknown;
  /** Whoever replies is given by id, or found by address when NationBuilder gets the reply. */
  signupId?: unknown;
  email?: unknown;
}

/** Whom a new reply may reach: an event that answers replies by mail writes to whoever replied. */
export async function reachOfReply({ event, signupId, email }: Reply, context: ToolContext): Promise<Partial<CreateRequest>> {
  const eventId = await idOf('events', textOf(event), context);
  const reaches = await answersByMail(eventId, context);
  const byEmail = typeof signupId !== 'string' && typeof email === 'string' ? await personOfEmail(email, context) : undefined;
  return {
    ...(typeof signupId === 'string' && { personId: signupId }),
    ...(byEmail && { person: byEmail }),
    reaches,
    notes: reaches ? ['The event answers replies by mail: the person may get one.'] : [],
  };
}

async function answersByMail(eventId: string, { nation, signal }: ToolContext): Promise<boolean> {
  const { record } = await nation.show('events', eventId, { fields: { events: ['sends_auto_response'] } }, signal);
  return record.attributes.sends_auto_response !== false;
}
