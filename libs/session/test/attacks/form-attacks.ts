import { sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { compact, keyPair, signatureOf, type Target } from '../attack-targets';
import { encode } from '../token-fixtures';
import { type Attack, honest, parts, withHeader } from './forging';

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
