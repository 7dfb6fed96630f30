import { ManualClock } from '@nat/service-kit';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { ExternalTokenVerifier, PublicServiceKeys, ServiceTokenVerifier, type SigningAlgorithm, TokenVerifier } from '../src';
import { encode, goodClaims, issuer, jwksUrl } from './token-fixtures';

export const externalIssuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example';
const clientId = '1example23456789';
const audience = 'https://api.nat.example';
const nonce = 'n'.repeat(43);

type Members = Record<string, unknown>;

/** One kind of token, its honest form, and whoever accepts it. */
export interface Target {
  kind: string;
  alg: SigningAlgorithm;
  kid: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  header: Members;
  claims: Members;
  clock: ManualClock;
  verify: (token: string) => Promise<unknown>;
  /** How often keys were fetched. */
  reads: () => number;
}

/** A compact token with a true signature over anything at all. Text is taken as it is, members as JSON. */
export function compact(
  { alg, privateKey }: Pick<Target, 'alg' | 'privateKey'>,
  header: Members | string,
  claims: Members | string | Buffer,
): string {
  const payload = Buffer.isBuffer(claims) ? claims.toString('base64url') : encode(claims);
  const text = `${encode(header)}.${payload}`;
  return `${text}.${signatureOf(alg, privateKey, text)}`;
}

export function signatureOf(alg: SigningAlgorithm, key: KeyObject, text: string): string {
  const signature = sign('sha256', Buffer.from(text), alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : { key });
  return signature.toString('base64url');
}

export function keyPair(alg: SigningAlgorithm) {
  return alg === 'ES256'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: 2_048 });
}

const jwkOf = (key: KeyObject, kid: string): Members => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });

/** A target of each kind: our two, and what an external issuer signs, by either algorithm. */
export function targets(): Target[] {
  return [
    accessTarget(),
    serviceTarget(),
    externalTarget('access token of an external issuer', 'RS256', 'access'),
    externalTarget('access token of an external issuer that signs ES256', 'ES256', 'access'),
    externalTarget('ID token of an external issuer', 'RS256', 'id'),
  ];
}

function common(kind: string, alg: SigningAlgorithm, kid: string, typ?: string) {
  const { privateKey, publicKey } = keyPair(alg);
  const clock = new ManualClock();
  const counted = { reads: 0 };
  const document = { keys: [jwkOf(publicKey, kid)] };
  const fetchKeys = (): Promise<unknown> => {
    counted.reads++;
    return Promise.resolve(document);
  };
  const header = { alg, ...(typ && { typ }), kid };
  return { kind, alg, kid, privateKey, publicKey, clock, header, document, fetchKeys, reads: () => counted.reads };
}

function accessTarget(): Target {
  const target = common('access token', 'ES256', 'key-1', 'at+jwt');
  const verifier = new TokenVerifier({ issuer, jwksUrl, clock: target.clock, fetchJson: target.fetchKeys });
  return { ...target, claims: goodClaims(target.clock), verify: token => verifier.verify(token) };
}

function serviceTarget(): Target {
  const target = common('service token', 'ES256', 'dev-agent', 'service+jwt');
  const keys = target.document.keys.map(key => ({ ...key, service: 'agent' }));
  const verifier = new ServiceTokenVerifier({
    service: 'auth',
    publicKeysJwks: PublicServiceKeys.parse({ keys }),
    clock: target.clock,
  });
  const iat = Math.floor(target.clock.now() / 1_000);
  const claims = { iss: 'service:agent', aud: 'service:auth', jti: '1', iat, exp: iat + 60 };
  return { ...target, claims, verify: token => verifier.verify(token) };
}

function externalTarget(kind: string, alg: SigningAlgorithm, use: 'access' | 'id'): Target {
  const target = common(kind, alg, 'KeKAHVnx8KCHyNEnuWsvhUdXEqLFXCSMgS37sdwoKmE=');
  const { clock, fetchKeys } = target;
  const verifier = new ExternalTokenVerifier({ issuer: externalIssuer, algorithms: ['RS256', 'ES256'], fetchKeys, clock });
  const iat = Math.floor(clock.now() / 1_000);
  const claims = { iss: externalIssuer, sub: '6f1c2b1e-0001', iat, exp: iat + 3_600, token_use: use };
  const accessToken = 'the.access.token';
  if (use === 'access') {
    const accepted = { clientIds: [clientId], audiences: [audience] };
    return { ...target, claims: { ...claims, client_id: clientId }, verify: token => verifier.accessToken(token, accepted) };
  }
  const at_hash = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url');
  const expected = { clientId, nonce, accessToken };
  return { ...target, claims: { ...claims, aud: clientId, nonce, at_hash }, verify: token => verifier.idToken(token, expected) };
}
