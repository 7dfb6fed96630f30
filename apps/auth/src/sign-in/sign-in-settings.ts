import { NationOrigin } from '@nat/nationbuilder';
import type { AuthConfig } from '../auth.config';
import { NationOAuth } from '../connections/nation-oauth';
import { OAuthRegistration } from '../oauth/oauth-round-trip';
import { Clients } from './clients';
import { PublicOrigin } from './email-sign-in.service';
import { ExternalWay } from './external-way';
import { FormTargets } from './form-targets';
import type { SignInSettings } from './sign-in.module';

/** What the configuration says about signing in. */
export function signInSettings(config: AuthConfig, origin: NationOrigin, oauth: NationOAuth): SignInSettings {
  const template = config.NATIONBUILDER_ORIGIN_TEMPLATE;
  const consent = template === undefined ? 'https://*.nationbuilder.com' : new URL(template.replace('{slug}', 'nation')).origin;
  return {
    clients: new Clients({ extension: config.EXTENSION_REDIRECT_URIS, web: config.WEB_REDIRECT_URIS }),
    publicOrigin: new PublicOrigin(config.PUBLIC_ORIGIN),
    origin,
    oauth,
    registration: new OAuthRegistration(config.NATIONBUILDER_CLIENT_ID, config.NATIONBUILDER_REDIRECT_URI),
    targets: new FormTargets(consent),
    external: new ExternalWay(config.OIDC_ISSUER === undefined ? undefined : config.OIDC_NAME),
  };
}
