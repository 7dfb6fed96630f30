import { beginSignIn, finishSignIn, type NatClient, NatProblem } from '@nat/client';
import type { Me } from '@nat/contracts';
import { NothingToDo } from '../ask-problem';
import { LoopbackListener } from './loopback-listener';

/** Minutes that a person has. The gateway's pages wait no longer than 15. */
const patienceMinutes = 5;

export interface SigningIn {
  client: NatClient;
  gateway: string;
  /** Filled in for the person. */
  nation?: string;
  /** Session that was kept here before; ended once there is another one. */
  before?: string;
  /** Hears the address to be opened in a browser. */
  onAddress: (url: string) => void;
  cancel: AbortSignal;
}

/** Signs in by a browser on this machine; who that turned out to be. Rejects with {@link NothingToDo} when nobody does in time. */
export async function signIn({ client, gateway, nation, before, onAddress, cancel }: SigningIn): Promise<Me> {
  const listener = await LoopbackListener.start();
  try {
    const { redirectUri } = listener;
    const begun = await beginSignIn({ clientId: 'cli', redirectUri, baseUrl: gateway, ...(nation !== undefined && { nation }) });
    onAddress(begun.url);
    const patience = AbortSignal.timeout(patienceMinutes * 60_000);
    const callbackUrl = await listener.callback(begun, AbortSignal.any([cancel, patience])).catch((error: unknown) => {
      throw patience.aborted
        ? new NothingToDo(`Nobody signed in within ${patienceMinutes} minutes. Nothing was changed.`)
        : error;
    });
    await finishSignIn(client, callbackUrl, begun);
  } finally {
    await listener.close();
  }
  if (before !== undefined) await client.endSession(before).catch(unlessRefused);
  return client.me();
}

/** The session before may be over, or somebody else's. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof NatProblem)) throw error;
}
