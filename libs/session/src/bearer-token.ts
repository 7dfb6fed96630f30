import { unauthenticated } from './compact-token';

const credentials = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The bearer token of a request, read from its one `Authorization` header and from nowhere else: never a query string or
 * a cookie. Throws `unauthenticated` when there is none, another scheme, or more than one header.
 *
 * @param request Node's request (in Fastify `request.raw`): `headers` would hide a second header, `rawHeaders` does not.
 */
export function bearerToken(request: { rawHeaders: string[] }): string {
  const given = request.rawHeaders.filter(
    (_, index, all) => index % 2 === 1 && all[index - 1]!.toLowerCase() === 'authorization',
  );
  const token = given.length === 1 ? credentials.exec(given[0]!)?.[1] : undefined;
  if (!token) throw unauthenticated('Send one Authorization header with a bearer token.');
  return token;
}
