import { NationSlug, type Role } from '@nat/contracts';
import { AppError } from '@nat/service-kit';

/**
 * The nation a request is about and the caller's role in it at the time the token was issued.
 *
 * @param named value of `X-Nat-Nation-Slug`.
 * @param anyWillDo true where only the session matters: then any membership serves.
 */
export function selectNation(
  memberships: Readonly<Record<string, Role>>,
  named: NationSlug | undefined,
  anyWillDo: boolean,
): { nationSlug: NationSlug; role: Role } {
  const slugs = Object.keys(memberships);
  if (named === undefined && slugs.length > 1 && !anyWillDo) {
    throw new AppError('nation_required', 'You belong to several nations; name one in X-Nat-Nation-Slug.');
  }
  const slug = named ?? slugs.toSorted()[0];
  const role = slug === undefined || !Object.hasOwn(memberships, slug) ? undefined : memberships[slug];
  if (slug === undefined || role === undefined) throw new AppError('forbidden', 'You are not a member of this nation.');
  return { nationSlug: NationSlug.parse(slug), role };
}
