import fc from 'fast-check';
import { anIssuer, encode, outcome, signed } from '../test/token-fixtures';
import { generateServiceKeys, PrivateServiceKey, PublicServiceKeys } from './service-keys';
import { ServiceTokenVerifier } from './service-token-verifier';

const seeds = [20_260_615, undefined];

describe.each(seeds)('seed %s', seed => {
  const runs = { numRuns: 1_000, seed };

  it('any text is refused as unauthenticated, never by a defect', async () => {
    const { verifier } = await anIssuer();
    const part = fc.oneof(fc.string(), fc.base64String(), fc.json().map(encode), fc.string({ unit: 'binary' }));
    const text = fc.oneof(
      part,
      fc.array(part, { maxLength: 6 }).map(parts => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async token => expect(await outcome(verifier.verify(token))).toBe('unauthenticated')),
      runs,
    );
  });

  it('one changed character of a valid token makes it invalid', async () => {
    const { verifier, key, claims } = await anIssuer();
    const token = await signed(key, claims());
    const change = fc.record({ at: fc.nat(token.length - 1), by: fc.constantFrom(...Array.from('ABCXYZabcxyz0189-_. =')) });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, by }) => {
        fc.pre(token[at] !== by);
        const changed = token.slice(0, at) + by + token.slice(at + 1);
        expect(await outcome(verifier.verify(changed))).toBe('unauthenticated');
      }),
      runs,
    );
  });

  it('any claims that were well signed are accepted or refused, never a defect', async () => {
    const { verifier, key, claims } = await anIssuer();
    const names = fc.constantFrom('iss', 'aud', 'sub', 'sid', 'jti', 'iat', 'nbf', 'exp', 'client', 'nations');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(names, fc.jsonValue()), async change => {
        const token = await signed(key, { ...claims(), ...change });
        expect(['fulfilled', 'unauthenticated', 'token_expired']).toContain(await outcome(verifier.verify(token)));
      }),
      { ...runs, numRuns: 300 },
    );
  });

  it('no header but the honest one is accepted, whatever is added', async () => {
    const { verifier, key, claims } = await anIssuer();
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue(), { minKeys: 1 }), async extra => {
        const honest: Record<string, unknown> = { alg: 'ES256', typ: 'at+jwt', kid: key.kid };
        fc.pre(Object.keys(extra).some(name => JSON.stringify(extra[name]) !== JSON.stringify(honest[name])));
        expect(await outcome(verifier.verify(await signed(key, claims(), extra)))).toBe('unauthenticated');
      }),
      { ...runs, numRuns: 300 },
    );
  });
});

it('neither kind of token passes for the other, even with a key that both trust', async () => {
  const { verifier, key, state, clock, claims } = await anIssuer();
  const { privateKeys, publicKeys } = await generateServiceKeys(['agent']);
  const serviceKey = PrivateServiceKey.parse(JSON.parse(privateKeys.agent));
  state.keys = [key, serviceKey];
  const services = new ServiceTokenVerifier({
    service: 'auth',
    publicKeysJwks: PublicServiceKeys.parse(JSON.parse(publicKeys)),
    clock,
  });
  const serviceClaims = { iss: 'service:agent', aud: 'service:auth', jti: '1', iat: claims()['iat'], exp: claims()['iat'] };
  expect(await outcome(services.verify(await signed(serviceKey, serviceClaims, { typ: 'service+jwt' })))).toBe('fulfilled');
  expect(await outcome(services.verify(await signed(serviceKey, serviceClaims)))).toBe('unauthenticated');
  expect(await outcome(verifier.verify(await signed(serviceKey, claims())))).toBe('fulfilled');
  expect(await outcome(verifier.verify(await signed(serviceKey, claims(), { typ: 'service+jwt' })))).toBe('unauthenticated');
});
