/**
 * A sign-in on Nat's own pages: the browser leaves this page with a state and a code challenge (RFC 7636), and comes back to
 * `/signed-in` with a code. What it has to bring along waits in the storage of this tab, and is of no use to anybody without it.
 */

/** Under which it waits. */
const key = 'nat sign-in';

/** @typedef {{ state: string, codeVerifier: string }} Waiting */

/**
 * Begins one; the address to go to.
 *
 * @param {string} gateway
 * @param {string} origin of this page
 * @param {Pick<Storage, 'setItem'>} storage of this tab
 * @param {boolean} askAgain also a browser that is signed in
 */
export async function beginSignIn(gateway, origin, storage, askAgain) {
  const [state, codeVerifier] = [randomText(), randomText()];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(codeVerifier));
  storage.setItem(key, JSON.stringify({ state, codeVerifier }));
  const query = new URLSearchParams({
    client_id: 'web',
    redirect_uri: redirectUriOf(origin),
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    ...(askAgain && { prompt: 'login' }),
  });
  return `${gateway}/v1/auth/start?${query}`;
}

/**
 * What to exchange for a session after the browser came back, once; undefined of an address that answers no sign-in of this tab.
 *
 * @param {string} address that the browser came back to
 * @param {Pick<Storage, 'getItem' | 'removeItem'>} storage
 * @returns {import('@nat/contracts').StartSession | undefined}
 */
export function finishSignIn(address, storage) {
  const { origin, pathname, searchParams } = new URL(address);
  const waiting = /** @type {Waiting | null} */ (JSON.parse(storage.getItem(key) ?? 'null'));
  const code = searchParams.get('code');
  if (origin + pathname !== redirectUriOf(origin) || !waiting || !code || searchParams.get('state') !== waiting.state)
    return undefined;
  storage.removeItem(key);
  return { clientId: 'web', code, codeVerifier: waiting.codeVerifier, redirectUri: redirectUriOf(origin) };
}

/** @param {string} origin */
function redirectUriOf(origin) {
  return `${origin}/signed-in`;
}

/** 256 random bits in 43 characters. */
function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
