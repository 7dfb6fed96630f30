import { z } from 'zod';
import { ConnectionId } from '../ids';
import { defineEvent, type EventOf } from './define-event';

/** A nation or a person granted Nat access to NationBuilder for the first time. */
export const NationConnected = defineEvent(
  'NationConnected',
  'nat.nation.connected.v1',
  { producer: 'auth', description: 'A grant of access to NationBuilder was stored for a nation or for one person of it.' },
  z.object({
    connectionId: ConnectionId,
    connectionKind: z.enum(['nation', 'personal']),
    generation: z.number().int().positive(),
    /** True for the grant that made its person the owner of the nation. */
    firstConnection: z.boolean(),
  }),
  { connectionId: 'con_0123456789abcdefghjkmnpqrs', connectionKind: 'nation', generation: 1, firstConnection: true },
);
export type NationConnected = EventOf<typeof NationConnected>;
