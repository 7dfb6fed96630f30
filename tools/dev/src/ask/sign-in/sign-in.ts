import { beginSignIn, finishSignIn, InMemoryTokenStore, NatClient, NatProblem, type Tokens } from '@nat/client';
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
  /** What was kept here before, whoever that was; its session is ended once there is another one. */
  before?: Tokens;
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
  if (before) await endUnderItsOwnName(before, gateway);
  return client.me();
}

/** Nobody but its person may end a session, and nobody has its tokens any more. One that cannot be ended undoes no sign-in. */
async function endUnderItsOwnName(tokens: Tokens, baseUrl: string): Promise<void> {
  const store = new InMemoryTokenStore();
  await store.save(tokens);
  await new NatClient({ baseUrl, session: { store } }).signOut().catch((error: unknown) => {
    if (!(error instanceof NatProblem)) throw error;
  });
}
