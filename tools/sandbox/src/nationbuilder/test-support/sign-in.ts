import { type RunningNationBuilder } from '../start-nationbuilder';

/** Headers that every call needs. */
export const HEADERS = { accept: 'application/vnd.api+json', 'content-type': 'application/vnd.api+json' };
export const CALLBACK = 'http://127.0.0.1:3000/v1/auth/nationbuilder/callback';

/** The instant at which specs start the double. */
export const NOW = '2026-06-15T12:00:00Z';

export interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  expires_in?: number;
  error?: string;
}

export const originOf = (double: RunningNationBuilder, nation: string): string => double.originTemplate.replace('{slug}', nation);

/** Posts the sign-in form and answers where it leads, or undefined when it leads nowhere. */
export async function consent(origin: string, form: Record<string, string>): Promise<URL | undefined> {
  const body = new URLSearchParams({
    response_type: 'code',
    client_id: 'nat-sandbox',
    redirect_uri: CALLBACK,
    decision: 'allow',
    ...form,
  });
  const response = await fetch(`${origin}/oauth/authorize`, { method: 'POST', body, redirect: 'manual' });
  const location = response.headers.get('location');
  return location === null ? undefined : new URL(location);
}

/** Calls the token endpoint with the registered client. */
export async function tokenCall(
  origin: string,
  parameters: Record<string, string>,
): Promise<{ status: number; body: TokenAnswer }> {
  const body = new URLSearchParams({ client_id: 'nat-sandbox', client_secret: 'nat-sandbox-secret', ...parameters });
  const response = await fetch(`${origin}/oauth/token`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as TokenAnswer };
}

/** Signs a demo user in, without PKCE. */
export async function signIn(origin: string, user: string): Promise<TokenAnswer> {
  const code = (await consent(origin, { user }))?.searchParams.get('code') ?? '';
  const { body } = await tokenCall(origin, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK });
  return body;
}

/** A resource as the specs look at it. */
export interface Resource {
  id: string;
  type: string;
  attributes: Record<string, unknown>;
  relationships: Record<string, { links: { related: string | null }; data?: unknown; meta?: unknown }>;
}

/** An answer of the API, list or single, success or not. */
export interface Answer<Data = Resource[]> {
  status: number;
  headers: Headers;
  body: {
    data: Data;
    included?: Resource[];
    links: { self: string; prev: string | null; next: string | null };
    meta: { stats?: { total: { count: number } } };
    code?: string;
    message?: string;
  };
}

/** Reads `path` (after `/api/v2/`) with a token. */
export async function get<Data = Resource[]>(origin: string, accessToken: string, path: string): Promise<Answer<Data>> {
  const response = await fetch(`${origin}/api/v2/${path}`, { headers: { ...HEADERS, authorization: `Bearer ${accessToken}` } });
  const body = (await response.json()) as Answer<Data>['body'];
  return { status: response.status, headers: response.headers, body };
}
