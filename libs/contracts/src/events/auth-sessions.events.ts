import { z } from 'zod';
import { SessionId } from '../ids';
import { defineEvent, type EventOf } from './define-event';

/** A session was ended before its time. Those that end all at once with their user's others are told one by one. */
export const SessionRevoked = defineEvent(
  'SessionRevoked',
  'nat.session.revoked.v1',
  { producer: 'auth', description: 'A session was ended before its time; told to the nation that was signed in through.' },
  z.object({
    sessionId: SessionId,
    /** `refresh_reuse`: a refresh token was shown twice, so somebody may have stolen it. */
    cause: z.enum(['signed_out', 'signed_out_elsewhere', 'signed_out_everywhere', 'refresh_reuse']),
  }),
  { sessionId: 'ses_0123456789abcdefghjkmnpqrs', cause: 'signed_out' },
);
export type SessionRevoked = EventOf<typeof SessionRevoked>;
