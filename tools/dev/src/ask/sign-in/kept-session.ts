import { type Fetch, NatClient, type NatProblem } from '@nat/client';
import { join } from 'node:path';
import { fileLock } from './file-lock';
import { FileTokenStore } from './file-token-store';

export interface KeptSession {
  /** State folder. */
  folder: string;
  /** Address of the gateway; each has a sign-in of its own. */
  gateway: string;
  /** Nation that is asked. */
  nation?: string;
  /** The session ended by itself, or was ended elsewhere. */
  onSignedOut?: (problem: NatProblem) => void;
  fetch?: Fetch;
}

/** Where the sign-in of a gateway is kept. */
export function storeOf({ folder, gateway }: Pick<KeptSession, 'folder' | 'gateway'>): FileTokenStore {
  return new FileTokenStore(join(folder, 'sign-ins'), gateway);
}

/** A client that is whoever signed in to this gateway on this machine. Commands at the same time renew one after the other. */
export function keptClient({ folder, gateway, nation, onSignedOut, fetch }: KeptSession): NatClient {
  const store = storeOf({ folder, gateway });
  const session = { store, lock: fileLock(`${store.file}.lock`), ...(onSignedOut && { onSignedOut }) };
  return new NatClient({ baseUrl: gateway, session, fetch, ...(nation !== undefined && { nationSlug: nation }) });
}
