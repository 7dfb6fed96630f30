import { createHmac, type KeyObject, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { compact, keyPair, signatureOf, type Target } from './attack-targets';
import { encode } from './token-fixtures';

/** What it is, and how it makes a token for a target. Every one must be refused as `unauthenticated`. */
export type Attack = readonly [name: string, forge: (target: Target) => string];

const honest = (target: Target): string => compact(target, target.header, target.claims);
const withHeader = (members: Record<string, unknown>) => (target: Target) =>
  compact(target, { ...target.header, ...members }, target.claims);
const without = (name: string) => (target: Target) => compact(target, { ...target.header, [name]: undefined }, target.claims);
const withClaims = (change: (claims: Record<string, unknown>, now: number) => Record<string, unknown>) => (target: Target) =>
  compact(target, target.header, { ...target.claims, ...change(target.claims, Math.floor(target.clock.now() / 1_000)) });
/** Claims as text, with a piece of JSON that no JavaScript value stands for in place of a member. */
const withText = (name: string, json: string) => (target: Target) =>
  compact(target, target.header, JSON.stringify({ ...target.claims, [name]: '@' }).replace('"@"', json));
const parts = (token: string): [string, string, string] => token.split('.') as [string, string, string];

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

function signedWith(bytes: (target: Target) => Buffer) {
  return (target: Target) => {
    const [header, payload] = parts(honest(target));
    return `${header}.${payload}.${bytes(target).toString('base64url')}`;
  };
}

/** Order of P-256 (FIPS 186-5). */
const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
const zero = Buffer.alloc(32);
const one = Buffer.from(`${'00'.repeat(31)}01`, 'hex');
/** r and s, over and over, so that the length fits a modulus of any key too. */
const pair = (r: Buffer, s: Buffer) =>
  signedWith(({ alg }) => (alg === 'ES256' ? Buffer.concat([r, s]) : Buffer.concat([r, s, r, s, r, s, r, s])));

const jwk = (key: KeyObject) => key.export({ format: 'jwk' });

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

/** Attacks on the form. */
export const formAttacks: Attack[] = [
  ['crit with an unknown member', withHeader({ crit: ['x-nat'], 'x-nat': 1 })],
  ['crit with a known claim', withHeader({ crit: ['exp'], exp: 1 })],
  ['an empty crit', withHeader({ crit: [] })],
  ['b64 false', withHeader({ b64: false, crit: ['b64'] })],
  ['b64 false without crit', withHeader({ b64: false })],
  [
    'b64 false and a payload as it is',
    target => {
      const header = encode({ ...target.header, b64: false, crit: ['b64'] });
      const text = `${header}.${JSON.stringify(target.claims)}`;
      return `${text}.${signatureOf(target.alg, target.privateKey, text)}`;
    },
  ],
  ['zip', target => compact(target, { ...target.header, zip: 'DEF' }, deflateRawSync(JSON.stringify(target.claims)))],
  ['a compressed payload without zip', target => compact(target, target.header, deflateRawSync(JSON.stringify(target.claims)))],
  ['five parts, as JWE has', target => `${honest(target)}.AAAA.AAAA`],
  ['a header of JWE', withHeader({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2_000_000_000 })],
  [
    'JSON serialization, flattened',
    target => {
      const [header, payload, signature] = parts(honest(target));
      return JSON.stringify({ protected: header, payload, signature });
    },
  ],
  [
    'JSON serialization, general',
    target => {
      const [header, payload, signature] = parts(honest(target));
      return JSON.stringify({ payload, signatures: [{ protected: header, signature }] });
    },
  ],
  ['a token within a token', target => compact(target, { ...target.header, cty: 'JWT' }, honest(target))],
  ['a token in quotes', target => `"${honest(target)}"`],
  ['a token twice', target => `${honest(target)}.${honest(target)}`],
  ['a space before', target => ` ${honest(target)}`],
  ['a line break after', target => `${honest(target)}\n`],
  ['a line break within', target => honest(target).replace('.', '.\n')],
  ['a zero byte after', target => `${honest(target)}\0`],
  ['a dot after', target => `${honest(target)}.`],
  ['a dot before', target => `.${honest(target)}`],
  ['no signature', target => honest(target).replace(/[^.]+$/, '')],
  ['no signature and no dot', target => honest(target).replace(/\.[^.]+$/, '')],
  ['no payload', target => honest(target).replace(/\.[^.]+\./, '..')],
  ['a header that is padded', target => honest(target).replace('.', '=.')],
  ['a signature that is padded', target => `${honest(target)}==`],
  [
    'a signature in base64 with + and /',
    target => {
      const [header, payload, signature] = parts(honest(target));
      return `${header}.${payload}.${Buffer.from(signature, 'base64url').toString('base64')}`;
    },
  ],
  [
    'a signature whose last bits belong to no byte',
    target => {
      const token = honest(target);
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      return token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1)!) + 1];
    },
  ],
  [
    'a signature of one byte less',
    target => signedWith(() => Buffer.from(parts(honest(target))[2], 'base64url').subarray(0, -1))(target),
  ],
  [
    'a signature of one byte more',
    target => signedWith(() => Buffer.concat([Buffer.from(parts(honest(target))[2], 'base64url'), zero.subarray(0, 1)]))(target),
  ],
  [
    'a DER signature',
    target => {
      const [header, payload] = parts(honest(target));
      const key = target.alg === 'ES256' ? target.privateKey : keyPair('ES256').privateKey;
      const der = sign('sha256', Buffer.from(`${header}.${payload}`), { key, dsaEncoding: 'der' });
      return `${header}.${payload}.${der.toString('base64url')}`;
    },
  ],
  ['r and s zero', pair(zero, zero)],
  ['r zero', pair(zero, one)],
  ['s zero', pair(one, zero)],
  ['r and s one', pair(one, one)],
  ['r and s the order of the curve', pair(order, order)],
  ['r the order and s zero', pair(order, zero)],
  ['r and s beyond any order', pair(Buffer.alloc(32, 0xff), Buffer.alloc(32, 0xff))],
  [
    'another token’s signature',
    target => {
      const other = compact(target, target.header, { ...target.claims, jti: 'other' });
      const [header, payload] = parts(honest(target));
      return `${header}.${payload}.${parts(other)[2]}`;
    },
  ],
  [
    '8,193 characters',
    target => {
      const pad = (length: number): string => compact(target, target.header, { ...target.claims, pad: 'x'.repeat(length) });
      return pad(Math.ceil(((8_196 - pad(0).length) * 3) / 4));
    },
  ],
  ['five million characters', () => `${'A'.repeat(5_000_000)}.A.A`],
  ['a header that is no object', target => compact(target, '[]', target.claims)],
  ['a header that is null', target => compact(target, 'null', target.claims)],
  ['a header that is no JSON', target => compact(target, '{', target.claims)],
  ['a header with a byte order mark', target => compact(target, `\ufeff${JSON.stringify(target.header)}`, target.claims)],
  [
    'alg twice, the honest one last',
    target => compact(target, JSON.stringify(target.header).replace('{', '{"alg":"none",'), target.claims),
  ],
  [
    'kid twice, once escaped',
    target => compact(target, JSON.stringify(target.header).replace('{', '{"\\u006bid":"x",'), target.claims),
  ],
  ['claims that are no object', target => compact(target, target.header, '[]')],
  ['claims that are null', target => compact(target, target.header, 'null')],
  ['claims that are no JSON', target => compact(target, target.header, 'sub=me')],
  ['claims that are no UTF-8', target => compact(target, target.header, Buffer.from([0x7b, 0xff, 0x7d]))],
  [
    'sub twice',
    target =>
      compact(
        target,
        target.header,
        JSON.stringify(target.claims)
          .replace('{', '{"sub":"usr_00000000000000000000000000",')
          .replace(/\}$/, ',"sub":"usr_00000000000000000000000000"}'),
      ),
  ],
  [
    'exp twice, the later one first',
    target => compact(target, target.header, JSON.stringify(target.claims).replace('{', '{"exp":9999999999,')),
  ],
];

const future = 61;

/** Attacks on the claims, each of them well signed. */
export const claimAttacks: Attack[] = [
  ['iss of another issuer', withClaims(() => ({ iss: 'https://evil.example' }))],
  ['iss with a slash at its end', withClaims(({ iss }) => ({ iss: `${String(iss)}/` }))],
  ['iss without its last letter', withClaims(({ iss }) => ({ iss: String(iss).slice(0, -1) }))],
  ['iss in capitals', withClaims(({ iss }) => ({ iss: String(iss).toUpperCase() }))],
  ['iss with a look-alike letter', withClaims(({ iss }) => ({ iss: String(iss).replace('e', 'е') }))],
  ['iss with a zero-width space', withClaims(({ iss }) => ({ iss: `${String(iss)}\u200b` }))],
  ['iss as a list', withClaims(({ iss }) => ({ iss: [iss] }))],
  ['no iss', withClaims(() => ({ iss: undefined }))],
  ['aud of somebody else', withClaims(() => ({ aud: 'somebody-else' }))],
  ['aud of which ours is the beginning', withClaims(({ aud }) => ({ aud: `${String(aud)}-admin` }))],
  ['aud that is the beginning of ours', withClaims(({ aud }) => ({ aud: String(aud).slice(0, 4) }))],
  ['aud in capitals', withClaims(({ aud, client_id }) => ({ aud: String((aud ?? client_id) as string).toUpperCase() }))],
  ['aud as an object', withClaims(({ aud }) => ({ aud: { 0: aud, length: 1 } }))],
  ['aud empty', withClaims(() => ({ aud: '' }))],
  ['aud a list of nobody', withClaims(() => ({ aud: [] }))],
  ['no exp', withClaims(() => ({ exp: undefined }))],
  ['exp as text', withClaims(({ exp }) => ({ exp: String(exp) }))],
  ['exp negative', withClaims(() => ({ exp: -1 }))],
  ['exp zero', withClaims(() => ({ exp: 0 }))],
  ['exp in milliseconds', withClaims(({ exp }) => ({ exp: Number(exp) * 1_000 }))],
  ['exp with a fraction', withClaims(({ exp }) => ({ exp: Number(exp) + 0.5 }))],
  ['exp null', withClaims(() => ({ exp: null }))],
  ['exp true', withClaims(() => ({ exp: true }))],
  ['exp a list', withClaims(({ exp }) => ({ exp: [exp] }))],
  ['exp NaN', withText('exp', 'NaN')],
  ['exp 1e400', withText('exp', '1e400')],
  ['exp 1e300', withText('exp', '1e300')],
  ['exp in another writing of numbers', withText('exp', '0x7fffffff')],
  ['no iat', withClaims(() => ({ iat: undefined }))],
  ['iat beyond the skew', withClaims((_, now) => ({ iat: now + future, exp: now + future + 60 }))],
  ['nbf beyond the skew', withClaims((_, now) => ({ nbf: now + future }))],
  ['nbf as text', withClaims((_, now) => ({ nbf: String(now) }))],
  ['nbf null', withClaims(() => ({ nbf: null }))],
  ...[1, null, {}, ['usr_0123456789abcdefghjkmnpqrs'], true, '', ' ', 'a\u0000b', 'я'].map((sub): Attack => [
    `sub ${JSON.stringify(sub)}`,
    withClaims(() => ({ sub })),
  ]),
];
