import type { NationSlug } from '@nat/contracts';
import type { NationOrigin } from '@nat/nationbuilder';
import { AppError } from '@nat/service-kit';
import { z } from 'zod';
import { displayName } from '../accounts/display-name';
import { NationOAuth, type NationPerson } from './nation-oauth';
import { type TokenOutcome, tokenOutcome, unanswered, unsent } from './token-answer';
import { callVendor, NoVendorAnswer, type VendorAnswer } from './vendor-http.adapter';

export interface OAuthClient {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** Path of an endpoint as in RFC 7009; without one nothing is revoked at NationBuilder. */
  revocationPath?: string;
}

const jsonApi = { accept: 'application/vnd.api+json', 'content-type': 'application/vnd.api+json' };

const SignupAnswer = z.object({
  data: z.object({
    id: z.string().regex(/^\d{1,20}$/),
    attributes: z.object({
      first_name: z.string().nullish(),
      last_name: z.string().nullish(),
      full_name: z.string().nullish(),
      is_cpu: z.boolean().nullish(),
    }),
  }),
});

/** {@link NationOAuth} over HTTP, against the vendor or its double. */
export class HttpNationOAuth extends NationOAuth {
  constructor(
    private readonly origin: NationOrigin,
    private readonly client: OAuthClient,
  ) {
    super();
  }

  exchange(nation: NationSlug, code: string, codeVerifier: string): Promise<TokenOutcome> {
    const { redirectUri } = this.client;
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: codeVerifier };
    return this.token(nation, grant);
  }

  refresh(nation: NationSlug, refreshToken: string, maySend: () => boolean): Promise<TokenOutcome> {
    return this.token(nation, { grant_type: 'refresh_token', refresh_token: refreshToken }, maySend);
  }

  get canRevoke(): boolean {
    return this.client.revocationPath !== undefined;
  }

  async revoke(nation: NationSlug, refreshToken: string): Promise<boolean> {
    const { clientId, clientSecret, revocationPath } = this.client;
    if (revocationPath === undefined) return false;
    const url = this.origin.nationUrl(nation, revocationPath);
    const form = { token: refreshToken, token_type_hint: 'refresh_token', client_id: clientId, client_secret: clientSecret };
    const answer = await callVendor(url, { form, headers: { accept: 'application/json' } }).catch(() => undefined);
    return answer?.status === 200;
  }

  async person(nation: NationSlug, accessToken: string): Promise<NationPerson> {
    const url = this.origin.nationUrl(nation, '/api/v2/signups/me');
    const headers = { ...jsonApi, authorization: `Bearer ${accessToken}` };
    const answer = await callVendor(url, { headers }).catch((cause: unknown) => {
      throw unavailable(cause);
    });
    if (answer.status === 401 || answer.status === 403) {
      throw new AppError('forbidden', 'NationBuilder does not let this person use its API. Ask an admin of the nation.');
    }
    return personOf(answer);
  }

  private async token(nation: NationSlug, grant: Record<string, string>, maySend?: () => boolean): Promise<TokenOutcome> {
    const { clientId, clientSecret } = this.client;
    const url = this.origin.nationUrl(nation, '/oauth/token');
    const form = { ...grant, client_id: clientId, client_secret: clientSecret };
    try {
      return tokenOutcome(await callVendor(url, { form, headers: { accept: 'application/json' }, maySend }));
    } catch (error) {
      return error instanceof NoVendorAnswer && !error.sent ? unsent : unanswered;
    }
  }
}

function personOf(answer: VendorAnswer): NationPerson {
  try {
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    const { id, attributes } = SignupAnswer.parse(JSON.parse(answer.body)).data;
    const full = attributes.full_name ?? [attributes.first_name, attributes.last_name].filter(Boolean).join(' ');
    return { signupId: id, name: displayName(full), controlPanelUser: attributes.is_cpu === true };
  } catch (cause) {
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown): AppError {
  const detail = 'NationBuilder does not answer at the moment. Nothing was changed; try again shortly.';
  return new AppError('nationbuilder_unavailable', detail, { retryAfter: 5 }, { cause });
}
