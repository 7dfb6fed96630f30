import { NationSlug, type Role } from '@nat/contracts';
import { AppError, type ServiceIdentity } from '@nat/service-kit';

/**
 * The nation a request is about, and the caller's role in it at the time the token was issued. A nation the token does not
 * name has no role yet: the caller may have joined it since, or belong to more than a token names, and auth knows.
 *
 * @param named value of `X-Nat-Nation-Slug`.
 */
export function selectNation(
  memberships: Readonly<Record<string, Role>>,
  named: NationSlug | undefined,
): { nationSlug: NationSlug; role?: Role } {
  const [only, ...others] = Object.keys(memberships);
  if (named === undefined && others.length > 0) {
    throw new AppError('nation_required', 'You belong to several nations; name one in X-Nat-Nation-Slug.');
  }
  const slug = named ?? only;
  if (slug === undefined) throw new AppError('forbidden', 'You are not a member of any nation.');
  const role = Object.hasOwn(memberships, slug) ? memberships[slug] : undefined;
  return { nationSlug: NationSlug.parse(slug), ...(role && { role }) };
}

/**
 * Throws `nation_mismatch` for an address that names another nation than the selected one: the role was proven for that one alone.
 *
 * @param slug out of a path, unchecked.
 */
export function requireSelected({ nationSlug }: ServiceIdentity, slug: string): void {
  if (slug !== nationSlug) throw new AppError('nation_mismatch', 'The address names another nation than the one you selected.');
}
