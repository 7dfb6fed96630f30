import { compact, type Target } from '../attack-targets';
import type { Attack } from './forging';

const withClaims = (change: (claims: Record<string, unknown>, now: number) => Record<string, unknown>) => (target: Target) =>
  compact(target, target.header, { ...target.claims, ...change(target.claims, Math.floor(target.clock.now() / 1_000)) });
/** Claims as text, with a piece of JSON that no JavaScript value stands for in place of a member. */
const withText = (name: string, json: string) => (target: Target) =>
  compact(target, target.header, JSON.stringify({ ...target.claims, [name]: '@' }).replace('"@"', json));

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
