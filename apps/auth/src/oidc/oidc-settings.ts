import type { SigningAlgorithm } from '@nat/session';
import type { OidcConfig } from './oidc.config';

/** How this installation is registered at its external issuer. */
export interface OidcSettings {
  issuer: string;
  /** Where the issuer's configuration is read. */
  discoveryUrl: string;
  /** What people call it. */
  name: string;
  clientId: string;
  clientSecret?: string;
  /** Where it sends browsers back to, exactly as registered there. */
  redirectUri: string;
  scopes: string;
  algorithms: readonly SigningAlgorithm[];
  /** Whose access tokens can be exchanged for a session. */
  access: { clientIds: readonly string[]; audiences: readonly string[] };
  trustEmail: boolean;
  production: boolean;
}

/** What the configuration says about an external issuer; nothing where there is none. */
export function oidcSettings(config: OidcConfig): OidcSettings | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config;
  if (issuer === undefined || clientId === undefined) return undefined;
  return {
    issuer,
    discoveryUrl: config.OIDC_DISCOVERY_URL ?? `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    name: config.OIDC_NAME,
    clientId,
    ...(clientSecret !== undefined && { clientSecret }),
    redirectUri: `${config.PUBLIC_ORIGIN}/v1/auth/oidc/callback`,
    scopes: config.OIDC_SCOPES,
    algorithms: config.OIDC_ALGORITHMS,
    access: { clientIds: config.OIDC_ACCESS_CLIENT_IDS, audiences: config.OIDC_AUDIENCES },
    trustEmail: config.OIDC_TRUST_EMAIL,
    production: config.NODE_ENV === 'production',
  };
}
