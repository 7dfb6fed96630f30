import type { NationSlug } from '@nat/contracts';
import type { NationOrigin } from '@nat/nationbuilder';
import { AppError } from '@nat/service-kit';
import { callVendor, type VendorAnswer } from '../connections/vendor-http.adapter';

export interface ConsentRequest {
  nation: NationSlug;
  /** Demo user of the double who consents. */
  user: string;
  clientId: string;
  redirectUri: string;
  state: string;
  codeChallenge: string;
}

/**
 * Stands in for a person in front of the double's consent page: logs in as a demo user and allows. Everything after that is
 * the true flow. It works against the double alone; the vendor asks for a password here.
 *
 * @returns the code. Throws `not_found` for a nation or user that the double does not have, `oauth_state_invalid` when the
 *   redirect is not the one that was asked for.
 */
export async function allowHeadlessly(origin: NationOrigin, request: ConsentRequest): Promise<string> {
  const { nation, user, clientId, redirectUri, state, codeChallenge } = request;
  const form = {
    user,
    decision: 'allow',
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  };
  const answer = await callVendor(origin.nationUrl(nation, '/oauth/authorize'), { form }).catch((cause: unknown) => {
    throw noAnswer(cause);
  });
  if (answer.status >= 500 || answer.status === 429) throw noAnswer(`status ${answer.status}`);
  return codeOf(answer, request);
}

function codeOf({ status, location }: VendorAnswer, { redirectUri, state }: ConsentRequest): string {
  if (status < 300 || status >= 400 || !location || !URL.canParse(location)) {
    throw new AppError('not_found', 'The sandbox has no such nation or no such demo user.');
  }
  const { origin, pathname, searchParams } = new URL(location);
  const [code, ...moreCodes] = searchParams.getAll('code');
  const asAsked = `${origin}${pathname}` === redirectUri && searchParams.getAll('state').join() === state;
  if (!asAsked) throw new AppError('oauth_state_invalid', 'The answer of NationBuilder does not belong to this sign-in.');
  if (!code || moreCodes.length > 0 || searchParams.has('error')) {
    throw new AppError('forbidden', 'NationBuilder did not allow this sign-in.');
  }
  return code;
}

function noAnswer(cause: unknown): AppError {
  const detail = 'The NationBuilder sandbox does not answer. Is it running?';
  return new AppError('nationbuilder_unavailable', detail, { retryAfter: 2 }, { cause });
}
