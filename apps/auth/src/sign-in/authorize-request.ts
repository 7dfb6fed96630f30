import { NationSlug } from '@nat/contracts';
import { AppError } from '@nat/service-kit';
import { z } from 'zod';
import { clientIds, type Clients } from './clients';

/** The parameters of a sign-in that a client begins (RFC 6749, section 4.1.1; RFC 7636). Others are not read. */
const Parameters = z.object({
  client_id: z.enum(clientIds),
  redirect_uri: z.string().max(2_048),
  state: z.string().regex(/^[\x21-\x7e]{8,512}$/),
  code_challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  code_challenge_method: z.literal('S256'),
  /** `login` asks even a browser that is signed in, so that its person can become somebody else. */
  prompt: z.literal('login').optional(),
  /** Filled in for the person. */
  nation: NationSlug.optional(),
});

export interface AuthorizeRequest {
  clientId: z.output<typeof Parameters>['client_id'];
  redirectUri: string;
  state: string;
  codeChallenge: string;
  askAgain: boolean;
  nation?: NationSlug;
}

/**
 * Reads what a client asks for. Throws `redirect_uri_not_allowed` for an unknown client or address and `malformed_request` for
 * the rest; neither is ever told by a redirect, because the address is not to be trusted before all of it is right.
 */
export function authorizeRequest(query: Readonly<Record<string, string>>, clients: Clients): AuthorizeRequest {
  const client = Parameters.pick({ client_id: true, redirect_uri: true }).safeParse(query);
  if (!client.success || !clients.allows(client.data.client_id, client.data.redirect_uri)) {
    throw new AppError(
      'redirect_uri_not_allowed',
      'The program that sent you here is not known to Nat, or asked for an address that is not its own.',
    );
  }
  const { data } = Parameters.safeParse(query);
  if (!data) {
    throw new AppError(
      'malformed_request',
      'The program that sent you here began the sign-in in a way Nat does not understand. Update it, then try again.',
    );
  }
  const { client_id: clientId, redirect_uri: redirectUri, state, code_challenge: codeChallenge, prompt, nation } = data;
  return { clientId, redirectUri, state, codeChallenge, askAgain: prompt === 'login', ...(nation && { nation }) };
}
