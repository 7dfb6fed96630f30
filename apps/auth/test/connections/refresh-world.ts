import { InMemoryOutbox } from '@nat/event-bus';
import { InMemorySecretVault } from '@nat/secrets';
import { ManualClock, SeededRng } from '@nat/service-kit';
import { InMemoryAudit } from '../../src/audit/in-memory-audit';
import type { Connection, ConnectionKey } from '../../src/connections/connection';
import { InMemoryConnectionsStore } from '../../src/connections/in-memory-connections.store';
import { TokenRefresher } from '../../src/connections/token-refresher';
import { TokenSecrets } from '../../src/connections/token-secrets';
import { ScriptedNationOAuth } from '../scripted-nation-oauth';
import { aPair, connected, nationSlug } from './connection-rows';

/**
 * The nation's connection, whose access token has `minutes` left and whose refresh is due, and as many processes with a
 * refresher as are asked for, over one store, one vault and one NationBuilder.
 */
export async function aConnection(minutes: number, processes = 1, key: ConnectionKey = { nationSlug }) {
  const clock = new ManualClock();
  const rng = new SeededRng(1);
  const outbox = new InMemoryOutbox();
  const audit = new InMemoryAudit();
  const store = new InMemoryConnectionsStore(outbox, audit);
  const vault = new InMemorySecretVault();
  const oauth = new ScriptedNationOAuth('refresh-0');
  const secrets = new TokenSecrets(vault);
  const relay = { nudge: () => undefined };
  const connection = await connected({ store, secrets, clock }, key, aPair('0', clock.now() + minutes * 60_000));
  const parts = { store, secrets, oauth, relay, clock, rng };
  const refreshers = Array.from({ length: processes }, () => new TokenRefresher(parts));
  const find = async (): Promise<Connection> => (await store.find(key))!;
  /** What was told beside the connection itself, without the prefix of its id. */
  const told = (): string[] => outbox.events.slice(1).map(({ id }) => id.slice(connection.connectionId.length + 1));
  return { ...parts, outbox, audit, vault, connection, refreshers, refresher: refreshers[0]!, find, told };
}

/** The code of the error a promise rejects with, or `fulfilled`. */
export function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'fulfilled',
    (error: unknown) => (error as { code: string }).code,
  );
}

/** Lets time pass until the promise settles. */
export async function passing<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  while (!settled) await clock.advance(250);
  return promise;
}
