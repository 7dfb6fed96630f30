import { Logger } from '@nestjs/common';
import type { Clock } from '@nat/service-kit';
import { clockSkewSeconds, fetchJson } from '@nat/session';
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  clockSkew,
  clockTolerance,
  Configuration,
  customFetch,
  discovery,
  None,
  ResponseBodyError,
  type ServerMetadata,
} from 'openid-client';
import { isNativeError } from 'node:util/types';
import { z } from 'zod';
import { boundedFetch } from './bounded-fetch.adapter';
import { KeptDocument } from './kept-document';
import { mayBeCalled } from './oidc.config';
import type { OidcSettings } from './oidc-settings';

/** Seconds a call to the issuer may take, to the last byte: for its configuration, and for tokens. */
const discoverySeconds = 5;
const tokenSeconds = 10;

/** What only this very sign-in knows. */
export interface SignInSecrets {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** Why the issuer let somebody go no further. */
export type OidcFailure = 'access_denied' | 'exchange_failed';

/** Tokens as the issuer gave them; nothing of them is verified but what `openid-client` verifies. */
export interface IssuedTokens {
  accessToken: string;
  idToken: string;
}

/**
 * The way to one OpenID Connect issuer: its configuration, the address of its sign-in page, and codes exchanged for tokens. The
 * protocol is `openid-client`'s; the limits, and what a token must be, are ours (`ExternalTokenVerifier`).
 */
export class OidcIssuer {
  private readonly logger = new Logger('OidcIssuer');
  private readonly metadata: KeptDocument<ServerMetadata>;

  constructor(
    private readonly settings: OidcSettings,
    private readonly clock: Clock,
  ) {
    this.metadata = new KeptDocument(
      () => this.discover(),
      clock,
      error => this.note('discovery', error),
    );
  }

  /** Where a browser signs in. Throws `dependency_unavailable` while the issuer's configuration was never read. */
  async authorizationUrl({ state, nonce }: SignInSecrets, codeChallenge: string): Promise<string> {
    const { redirectUri, scopes } = this.settings;
    const url = buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: redirectUri,
      scope: scopes,
      state,
      nonce,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    });
    return url.href;
  }

  /** Exchanges what a browser brought back. Nothing of an answer that is no grant is passed on. */
  async exchange(query: Readonly<Record<string, string>>, secrets: SignInSecrets): Promise<IssuedTokens | OidcFailure> {
    const callback = new URL(this.settings.redirectUri);
    callback.search = new URLSearchParams(query).toString();
    const checks = {
      expectedState: secrets.state,
      expectedNonce: secrets.nonce,
      pkceCodeVerifier: secrets.codeVerifier,
      idTokenExpected: true,
    };
    try {
      const tokens = await authorizationCodeGrant(await this.configuration(), callback, checks);
      return { accessToken: tokens.access_token, idToken: tokens.id_token! };
    } catch (error) {
      if (error instanceof AuthorizationResponseError && error.error === 'access_denied') return 'access_denied';
      this.note('exchange', error);
      return 'exchange_failed';
    }
  }

  /** The issuer's JWKS document. Rejects when it, or the configuration that names its address, cannot be read. */
  async fetchKeys(): Promise<unknown> {
    const { jwks_uri: address } = await this.metadata.get();
    return fetchJson(address!).catch((error: unknown) => {
      this.note('keys', error);
      throw error;
    });
  }

  /** Logs a step that failed, by codes alone: the library's errors carry tokens and texts of the issuer. */
  note(step: 'discovery' | 'keys' | 'exchange' | 'id_token', error: unknown): void {
    this.logger.warn({ event: 'oidc', step, outcome: 'failed', reason: reasonOf(error) });
  }

  private async configuration(): Promise<Configuration> {
    const metadata = await this.metadata.get();
    // The library reads the machine's clock; it is told how far ours is from it, which outside tests is nothing.
    const ahead = Math.round((this.clock.now() - Date.now()) / 1_000);
    const client = { [clockSkew]: ahead, [clockTolerance]: clockSkewSeconds };
    const configuration = new Configuration(metadata, this.settings.clientId, client, this.authentication(metadata));
    configuration.timeout = tokenSeconds;
    configuration[customFetch] = boundedFetch;
    if (!this.settings.production) allowInsecureRequests(configuration);
    return configuration;
  }

  /** Basic unless the issuer says that it takes only the other (OpenID Connect Discovery, section 3). */
  private authentication({ token_endpoint_auth_methods_supported: methods }: ServerMetadata): ClientAuth {
    const { clientSecret } = this.settings;
    if (clientSecret === undefined) return None();
    const basic = methods === undefined || methods.includes('client_secret_basic');
    return basic ? ClientSecretBasic(clientSecret) : ClientSecretPost(clientSecret);
  }

  private async discover(): Promise<ServerMetadata> {
    const { clientId, discoveryUrl, issuer, production } = this.settings;
    const found = await discovery(new URL(discoveryUrl), clientId, undefined, None(), {
      timeout: discoverySeconds,
      [customFetch]: boundedFetch,
      ...(!production && { execute: [allowInsecureRequests] }),
    });
    const metadata = found.serverMetadata();
    if (metadata.issuer !== issuer) throw new MisconfiguredIssuer('issuer_differs');
    const addresses = Addresses.safeParse(metadata);
    if (!addresses.success) throw new MisconfiguredIssuer('address_missing');
    if (!Object.values(addresses.data).every(address => mayBeCalled(address, production))) {
      throw new MisconfiguredIssuer('address_refused');
    }
    return metadata;
  }
}

/** What a sign-in cannot do without. */
const Addresses = z.object({ authorization_endpoint: z.string(), token_endpoint: z.string(), jwks_uri: z.string() });

class MisconfiguredIssuer extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** The first code of an error and of what caused it: that of a broken connection stands further down. */
function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return 'unknown';
  const given = error instanceof ResponseBodyError ? error.error : (error as { code?: unknown }).code;
  return typeof given === 'string' && /^[A-Za-z_]{1,60}$/.test(given) ? given : reasonOf(error.cause);
}
