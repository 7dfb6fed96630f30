import { type PageContext, pageContextOf } from '@nat/contracts';
import { BadArgument } from './ask-problem';

/**
 * The page an address means: NationBuilder's own, or one of the origin that is asked, such as the sandbox's.
 *
 * @param origin with `{slug}` in its place.
 */
export function pageOf(address: string, origin?: string): PageContext {
  if (origin !== undefined && !origin.includes('{slug}')) throw new BadArgument('--page-origin needs {slug} in it.');
  const page = pageContextOf(address) ?? (origin === undefined ? undefined : pageContextOf(address, origin));
  if (!page) throw new BadArgument(`--page: ${address} is no page of a nation.`);
  return page;
}
