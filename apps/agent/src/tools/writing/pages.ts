import { type RecordWrite, resourceOf, type ResourceType } from '@nat/nationbuilder';
import { plainText } from '../kit/clean-text';
import type { ToolContext } from '../kit/define-tool';
import { ToolError } from '../kit/tool-error';

type Values = Readonly<Record<string, unknown>>;
type Related = RecordWrite<ResourceType>['related'];

/** Related records of a write as they are sent: the page of an event or a petition gets its type and, where it has none, its site. */
export async function withPage(type: ResourceType, related: unknown, context: ToolContext): Promise<Related> {
  const given = (related ?? {}) as Record<string, { create?: Values } | undefined>;
  const { pageType } = resourceOf(type).sideposting.page ?? {};
  const page = given.page?.create;
  if (!pageType || !page) return given as Related;
  const { site_id: site = await onlySite(context), status = 'unlisted', ...rest } = page;
  return { ...given, page: { create: { ...rest, site_id: site, status, page_type_name: pageType } } } as Related;
}

/** The site of a nation that has one. Throws {@link ToolError} `ambiguous` with the sites when there are several. */
async function onlySite({ nation, signal }: ToolContext): Promise<string> {
  const { records } = await nation.listAll('sites', { fields: { sites: ['name', 'slug'] } }, signal);
  if (records.length === 1) return records[0]!.id;
  const sites = records.map(
    ({ id, attributes }) => `${plainText(attributes.name) ?? plainText(attributes.slug) ?? 'site'} (id ${id})`,
  );
  throw new ToolError('ambiguous', `Say on which site, by site_id: ${sites.join(', ') || 'the nation has none'}.`);
}
