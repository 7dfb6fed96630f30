import type { SignIn } from './sign-in';

/**
 * Where the forms of a sign-in's pages may end, redirects included, as sources of a content security policy (`form-action`):
 * NationBuilder's consent pages, and the client that waits for this very sign-in.
 */
export class FormTargets {
  /** @param consent source of the consent pages, such as `https://*.nationbuilder.com`. */
  constructor(private readonly consent: string) {}

  of({ redirectUri }: Pick<SignIn, 'redirectUri'>): string[] {
    return [this.consent, new URL(redirectUri).origin];
  }
}
