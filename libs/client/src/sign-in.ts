import type { SessionAnswer, StartSession } from '@nat/contracts';
import type { SessionCalls } from './session-calls';

export interface SignInRequest {
  clientId: StartSession['clientId'];
  /** Where the browser comes back to, as it is registered for the client. */
  redirectUri: string;
  /** Address of the gateway. */
  baseUrl: string;
  /** Filled in for the person. */
  nation?: string;
  /** Asks also a browser that is signed in, so that its person can become somebody else. */
  askAgain?: boolean;
}

/** A sign-in that waits for its browser to come back. Keep it where nobody else can read it, for 15 minutes at most. */
export interface BegunSignIn extends Pick<SignInRequest, 'clientId' | 'redirectUri'> {
  /** To be opened in a browser. Holds nothing that has to be kept secret. */
  url: string;
  state: string;
  codeVerifier: string;
}

/** A browser came back with something that does not belong to the sign-in; it may still come back with what does. */
export class ForeignCallback extends Error {
  constructor() {
    super('This is not the answer to the sign-in that was begun here.');
    this.name = 'ForeignCallback';
  }
}

/** Begins a sign-in with a fresh state and code challenge (RFC 7636). Needs WebCrypto: in browsers an https or loopback page. */
export async function beginSignIn(request: SignInRequest): Promise<BegunSignIn> {
  const { clientId, redirectUri, baseUrl, nation, askAgain } = request;
  const [state, codeVerifier] = [randomText(), randomText()];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier));
  const url = new URL('/v1/auth/start', baseUrl);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    ...(askAgain && { prompt: 'login' }),
    ...(nation !== undefined && { nation }),
  }).toString();
  return { url: url.href, state, codeVerifier, clientId, redirectUri };
}

/** The code a browser came back with. Throws {@link ForeignCallback} unless the address is the answer to this very sign-in. */
export function codeOfCallback(callbackUrl: string, { state, redirectUri }: Pick<BegunSignIn, 'state' | 'redirectUri'>): string {
  const [address] = callbackUrl.split(/[?#]/, 1);
  const { searchParams } = new URL(callbackUrl);
  const [code, ...more] = searchParams.getAll('code');
  const isOurs = address === redirectUri && searchParams.getAll('state').join('\n') === state;
  if (!isOurs || code === undefined || more.length > 0) throw new ForeignCallback();
  return code;
}

/** Ends a sign-in: the client has a session from then on. Throws {@link ForeignCallback}; rejects as `startSession` does. */
export async function finishSignIn(
  nat: Pick<SessionCalls, 'startSession'>,
  callbackUrl: string,
  begun: BegunSignIn,
): Promise<SessionAnswer> {
  const { clientId, redirectUri, codeVerifier } = begun;
  return nat.startSession({ clientId, redirectUri, codeVerifier, code: codeOfCallback(callbackUrl, begun) });
}

/** 256 random bits in 43 characters. */
function randomText(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
