import { compact, keyPair } from '../attack-targets';
import { type Attack, jwk, withHeader, without } from './forging';

/** Attacks on the key. */
export const keyAttacks: Attack[] = [
  ...[
    '../../etc/passwd',
    '/dev/null',
    'file:///dev/null',
    'https://evil.example/key',
    "' OR 1=1 --",
    "x' UNION SELECT 'AA",
    '$(id)',
    'key-1\0',
    'key‐1',
    'ＫＥＹ',
    ' key-1',
    'key-1\n',
    '',
    '*',
    '%',
    'k'.repeat(129),
    'k'.repeat(6_000),
  ].map((kid): Attack => [`kid ${JSON.stringify(kid.length > 40 ? `${kid.length} characters` : kid)}`, withHeader({ kid })]),
  ...[1, null, true, {}, ['key-1'], { $ne: '' }].map((kid): Attack => [`kid ${JSON.stringify(kid)}`, withHeader({ kid })]),
  ...['__proto__', 'constructor', 'toString', 'unknown'].map((kid): Attack => [`kid ${kid}`, withHeader({ kid })]),
  ['no kid', without('kid')],
  [
    'another environment’s key under the same kid',
    target => compact({ alg: target.alg, privateKey: keyPair(target.alg).privateKey }, target.header, target.claims),
  ],
  [
    'a key of the other kind under the same kid',
    target => {
      const alg = target.alg === 'ES256' ? 'RS256' : 'ES256';
      return compact({ alg, privateKey: keyPair(alg).privateKey }, target.header, target.claims);
    },
  ],
  ...(['jwk', 'x5c', 'jku', 'x5u'] as const).map((member): Attack => [
    `its own key as ${member}`,
    target => {
      const { privateKey, publicKey } = keyPair(target.alg);
      const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      const own = {
        jwk: jwk(publicKey),
        x5c: [der],
        jku: 'https://evil.example/jwks.json',
        x5u: 'https://evil.example/cert.pem',
      };
      return compact({ alg: target.alg, privateKey }, { ...target.header, [member]: own[member] }, target.claims);
    },
  ]),
  ...(['jwk', 'x5c', 'jku', 'x5u'] as const).map((member): Attack => [
    `${member} beside an honest signature`,
    withHeader({ [member]: 'x' }),
  ]),
];
