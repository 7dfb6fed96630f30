import 'reflect-metadata';
import { NationSlug, type SessionAnswer, type SessionCheckAnswer } from '@nat/contracts';
import { TokenVerifier } from '@nat/session';
import type { AuthProcess, World } from '../auth-process';
import { admit } from '../people';
import { byMail, byNation, mailedToken } from '../somebody';
import { client, handedOver, TestBrowser } from '../test-browser';
import { useAuth } from '../use-auth';

const mail = 'mo@example.org';
type VerifiedCaller = Awaited<ReturnType<TokenVerifier['verify']>>;
let world: World;
let auth: AuthProcess;

useAuth(started => void ({ auth, world } = started));

/** A new session of whoever reads the mails of `mail`: what its token says, as the gateway reads it. */
async function signedIn(): Promise<VerifiedCaller> {
  const code = handedOver(await new TestBrowser(auth).signInByMail(mail));
  const { clientId, codeVerifier, redirectUri } = client;
  const body = { clientId, codeVerifier, redirectUri, code };
  const answer = await auth.call<SessionAnswer>('/internal/sessions', { as: 'api-gateway', body });
  const jwksUrl = `${auth.url}/.well-known/jwks.json`;
  const verifier = new TokenVerifier({ issuer: 'http://127.0.0.1:4201', jwksUrl, clock: world.clock });
  return verifier.verify(answer.body.accessToken);
}

/** What the gateway asks about a nation, whether the token names it or not. */
const asked = async ({ userId, sessionId }: VerifiedCaller, nationSlug: string) =>
  (
    await auth.call<SessionCheckAnswer>('/internal/sessions/check', {
      as: 'api-gateway',
      identity: { userId, sessionId },
      body: { nationSlug },
    })
  ).body;

it('a token names the 50 nations joined last, and auth knows the others', async () => {
  const { userId } = await byMail(auth, mail);
  for (let index = 0; index < 53; index++) {
    const nationSlug = NationSlug.parse(`n${index}`);
    await world.accounts.linkPerson({ nationSlug, signupId: '1', userId });
    await admit(world, { nationSlug, signupId: '1' });
    await world.clock.advance(1_000);
  }
  const caller = await signedIn();
  expect(Object.keys(caller.nations).toSorted()).toEqual(Array.from({ length: 50 }, (_, index) => `n${index + 3}`).toSorted());
  for (const slug of ['n0', 'n2', 'n3', 'n52']) expect(await asked(caller, slug)).toEqual({ active: true, role: 'owner' });
  expect(await asked(caller, 'n53')).toEqual({ active: true });
});

it('who joins after a token was made belongs to the nation at once, by the same session', async () => {
  const ada = await byNation(auth, 'ada');
  await ada.invite(mail, 'admin');
  const mo = await byMail(auth, mail);
  const caller = await signedIn();
  expect([caller.nations, await asked(caller, 'demo')]).toEqual([{}, { active: true }]);
  await mo.accept(mailedToken(auth, mail));
  expect(await asked(caller, 'demo')).toEqual({ active: true, role: 'admin' });
  expect((await signedIn()).nations).toEqual({ demo: 'admin' });
});

it('who was removed or demoted after a token was made is what they are now, whatever the token says', async () => {
  const [ada, other] = [await byNation(auth, 'ada'), await byNation(auth, 'ada', 'other')];
  const mo = await byMail(auth, mail);
  for (const by of [ada, other]) {
    await by.invite(mail, 'admin');
    await mo.accept(mailedToken(auth, mail));
  }
  const caller = await signedIn();
  expect(caller.nations).toEqual({ demo: 'admin', other: 'admin' });
  await ada.remove(mo.userId);
  await other.setRole(mo.userId, 'read_only');
  expect([await asked(caller, 'demo'), await asked(caller, 'other')]).toEqual([
    { active: true },
    { active: true, role: 'read_only' },
  ]);
  expect((await signedIn()).nations).toEqual({ other: 'read_only' });
});
