import { createHmac, type KeyObject } from 'node:crypto';
import type { Target } from '../attack-targets';
import { encode } from '../token-fixtures';
import { type Attack, honest, jwk, parts, withHeader, without } from './forging';

function unsigned(alg: unknown, signature = '') {
  return (target: Target) => `${encode({ ...target.header, alg })}.${encode(target.claims)}.${signature}`;
}

/** The header says HMAC, and the secret is what everybody knows: some form of the public key. */
function macWith(secret: (key: KeyObject) => string | Buffer, alg = 'HS256') {
  return (target: Target) => {
    const text = `${encode({ ...target.header, alg })}.${encode(target.claims)}`;
    return `${text}.${createHmac(`sha${alg.slice(2)}`, secret(target.publicKey))
      .update(text)
      .digest('base64url')}`;
  };
}

/** Attacks on the algorithm. */
export const algorithmAttacks: Attack[] = [
  ...['none', 'None', 'NONE', 'nOnE', 'none ', '', null, 0, ['none']].map((alg): Attack => [
    `alg ${JSON.stringify(alg)} and no signature`,
    unsigned(alg),
  ]),
  ['alg none and the honest signature', target => unsigned('none', parts(honest(target))[2])(target)],
  ['no alg', without('alg')],
  ...[
    'es256',
    'ES256K',
    'ES384',
    'ES512',
    'PS256',
    'RS1',
    'RS384',
    'RS512',
    'EdDSA',
    'HS256',
    'Ed25519',
    'ML-DSA-44',
    '__proto__',
    'constructor',
  ].map((alg): Attack => [`alg ${alg} over an honest signature`, withHeader({ alg })]),
  [
    'the other algorithm over an honest signature',
    target => withHeader({ alg: target.alg === 'ES256' ? 'RS256' : 'ES256' })(target),
  ],
  ['alg as a list', target => withHeader({ alg: [target.alg] })(target)],
  ['HS256 keyed with the public key as PEM', macWith(key => key.export({ type: 'spki', format: 'pem' }))],
  [
    'HS256 keyed with the PEM without its last line break',
    macWith(key => key.export({ type: 'spki', format: 'pem' }).toString().trimEnd()),
  ],
  ['HS256 keyed with the public key as DER', macWith(key => key.export({ type: 'spki', format: 'der' }))],
  ['HS256 keyed with the public key as JWK', macWith(key => JSON.stringify(jwk(key)))],
  ['HS256 keyed with the x coordinate or modulus as text', macWith(key => jwk(key).x ?? jwk(key).n!)],
  ['HS256 keyed with the x coordinate or modulus as bytes', macWith(key => Buffer.from(jwk(key).x ?? jwk(key).n!, 'base64url'))],
  ['HS256 keyed with nothing', macWith(() => '')],
  ['HS512 keyed with the public key as PEM', macWith(key => key.export({ type: 'spki', format: 'pem' }), 'HS512')],
  [
    'the honest alg over an HMAC',
    target => {
      const [header, payload] = parts(honest(target));
      return `${header}.${payload}.${createHmac('sha512', target.kid).update(`${header}.${payload}`).digest('base64url')}`;
    },
  ],
];
