import { createHash } from 'node:crypto';
import { beginSignIn, finishSignIn } from '../../console/protocol/browser-sign-in.js';

const origin = 'http://127.0.0.1:4310';

/** The storage of one tab. */
function tabStorage() {
  const held = new Map<string, string>();
  return {
    held,
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
}

async function begun(askAgain = false) {
  const storage = tabStorage();
  const url = new URL(await beginSignIn('http://127.0.0.1:4200', origin, storage, askAgain));
  return { storage, url, state: url.searchParams.get('state')! };
}

it('leaves with a challenge, and comes back with what it belongs to, once', async () => {
  const { storage, url, state } = await begun(true);
  const address = `${origin}/signed-in?code=c&state=${state}`;
  const request = finishSignIn(address, storage);
  expect(request).toMatchObject({ clientId: 'web', code: 'c', redirectUri: `${origin}/signed-in` });
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'web',
    redirect_uri: `${origin}/signed-in`,
    state,
    code_challenge: createHash('sha256').update(request!.codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    prompt: 'login',
  });
  expect([storage.held.size, finishSignIn(address, storage)]).toEqual([0, undefined]);
  expect((await begun()).url.searchParams.has('prompt')).toBe(false);
});

it.each([
  ['another state', '/signed-in?code=c&state=x'],
  ['no state', '/signed-in?code=c'],
  ['no code', '/signed-in?state='],
  ['another path', '/?code=c&state='],
])('takes nothing from an address with %s, and still waits', async (_, path) => {
  const { storage, state } = await begun();
  expect(finishSignIn(origin + path + (path.endsWith('state=') ? state : ''), storage)).toBeUndefined();
  expect(storage.held.size).toBe(1);
});

it('takes nothing in a tab that began no sign-in', () => {
  expect(finishSignIn(`${origin}/signed-in?code=c&state=s`, tabStorage())).toBeUndefined();
});
