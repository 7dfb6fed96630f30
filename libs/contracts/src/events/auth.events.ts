import { z } from 'zod';
import { ConnectionId } from '../ids';
import { defineEvent, type EventOf } from './define-event';

const connectionId = ConnectionId;
const connectionKind = z.enum(['nation', 'personal']);
/** Rises with every replacement of the tokens and with every disconnect, through all connections of one nation or person. */
const generation = z.number().int().positive();

/** Why only a person can restore a connection: the grant was taken back, or the answer that held its new tokens was lost. */
export const ReauthCause = z.enum(['revoked', 'lost_rotation']);
export type ReauthCause = z.output<typeof ReauthCause>;

const example = { connectionId: 'con_0123456789abcdefghjkmnpqrs', connectionKind: 'nation' } as const;

/** A nation or a person granted Nat access to NationBuilder: for the first time, or again after a disconnect. */
export const NationConnected = defineEvent(
  'NationConnected',
  'nat.nation.connected.v1',
  { producer: 'auth', description: 'A grant of access to NationBuilder was stored for a nation or for one person of it.' },
  z.object({
    connectionId,
    connectionKind,
    generation,
    /** True for the first grant a nation ever gave. */
    firstConnection: z.boolean(),
  }),
  { ...example, generation: 1, firstConnection: true },
);
export type NationConnected = EventOf<typeof NationConnected>;

/** A connection that needed its person works again. */
export const NationReconnected = defineEvent(
  'NationReconnected',
  'nat.nation.reconnected.v1',
  {
    producer: 'auth',
    description: 'A connection that had to be re-authorized works again: somebody granted access, or lost tokens were found.',
  },
  z.object({
    connectionId,
    connectionKind,
    generation,
    /** What had ended it. */
    cause: ReauthCause,
  }),
  { ...example, generation: 4, cause: 'revoked' },
);
export type NationReconnected = EventOf<typeof NationReconnected>;

/** A connection was ended by a person; its tokens are erased. */
export const NationDisconnected = defineEvent(
  'NationDisconnected',
  'nat.nation.disconnected.v1',
  { producer: 'auth', description: 'A connection was ended by its person or by an admin, and its tokens are erased.' },
  z.object({ connectionId, connectionKind, generation }),
  { ...example, generation: 5 },
);
export type NationDisconnected = EventOf<typeof NationDisconnected>;

/** NationBuilder finally refused a connection. Never published for what may pass by itself. */
export const NationReauthRequired = defineEvent(
  'NationReauthRequired',
  'nat.nation.reauth_required.v1',
  { producer: 'auth', description: 'NationBuilder no longer accepts a connection: only a person can restore it.' },
  z.object({
    connectionId,
    connectionKind,
    /** Of the tokens that were refused. */
    generation,
    cause: ReauthCause,
  }),
  { ...example, generation: 3, cause: 'revoked' },
);
export type NationReauthRequired = EventOf<typeof NationReauthRequired>;

/** The tokens of a connection were replaced. */
export const TokenRefreshed = defineEvent(
  'TokenRefreshed',
  'nat.token.refreshed.v1',
  { producer: 'auth', description: 'The tokens of a connection were replaced by newer ones.' },
  z.object({
    connectionId,
    /** Of the new tokens. */
    generation,
    /** When the new access token ends. */
    expiresAt: z.iso.datetime(),
  }),
  { connectionId: example.connectionId, generation: 2, expiresAt: '2026-11-21T10:00:00.000Z' },
);
export type TokenRefreshed = EventOf<typeof TokenRefreshed>;

/** The tokens of a connection could not be replaced for now; the old ones serve while they live. */
export const TokenRefreshFailed = defineEvent(
  'TokenRefreshFailed',
  'nat.token.refresh_failed.v1',
  { producer: 'auth', description: 'A refresh came to nothing and is tried again; the old tokens serve while they live.' },
  z.object({
    connectionId,
    /** Of the tokens that stay in force. */
    generation,
    /**
     * `transient`: nobody was reached, or NationBuilder had a problem · `ambiguous`: what came of it is unknown ·
     * `configuration`: our client id or secret was refused, so no nation is to blame.
     */
    errorClass: z.enum(['transient', 'ambiguous', 'configuration']),
    /** Which failure in a row this is, from 1. */
    attempt: z.number().int().positive(),
    retryAt: z.iso.datetime(),
  }),
  {
    connectionId: example.connectionId,
    generation: 1,
    errorClass: 'transient',
    attempt: 1,
    retryAt: '2026-11-20T10:00:45.000Z',
  },
);
export type TokenRefreshFailed = EventOf<typeof TokenRefreshFailed>;
