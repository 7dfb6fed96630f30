import { NationBuilderError, type OneRecord, type RecordWrite, type ResourceType } from '@nat/nationbuilder';
import type { ToolContext } from '../kit/define-tool';
import { ToolError } from '../kit/tool-error';
import { type Change, changesOf, differing } from './changes';
import { askedBack, keptAfter } from './kept-values';
import { namesOfIds } from './names-of-ids';
import { type Prepared, reasonOf } from './item-writes';
import { readPerson, refuseDoNotContact } from './people';
import { readRecord, type ReadRecord } from './records';
import { cleared, picked, type Values } from './values';
import { refuseMisfits, wireValues } from './wire-values';

/** A record that is to be changed. */
export interface UpdateRequest {
  type: ResourceType;
  /** By catalog name; null clears. */
  attributes: Values;
  /** Attributes that stand on the record's page, written there. */
  page?: Values;
  /** Records that are written along. What they were is not kept. */
  related?: RecordWrite<ResourceType>['related'];
  /** Asked for expressly. */
  evenDoNotContact?: boolean;
}

/** What one record has now, and what of that a write would change. */
interface Difference {
  own: Values;
  page: Values;
  before: Values;
  after: Values;
}

/** Looks at what a change would change. Throws `not_found` when the record is gone, {@link ToolError} when nothing may be written. */
export async function prepareUpdate(request: UpdateRequest, id: string, context: ToolContext): Promise<Prepared> {
  const { type, related = {} } = request;
  const along = Object.keys(related).length > 0;
  const own = await wireValues(type, request.attributes, context);
  const page = await wireValues('pages', request.page ?? {}, context);
  if (Object.keys(own).length + Object.keys(page).length === 0 && !along)
    throw new ToolError('invalid_input', 'Nothing to change was given.');
  if (Object.keys(own).length > 0 || along) refuseMisfits(type, { attributes: own, ...(along && { related }) }, 'update');
  if (Object.keys(page).length > 0) refuseMisfits('pages', { attributes: page }, 'update');
  const now = await readRecord(type, id, Object.keys(own), context, Object.keys(page));
  if (Object.keys(page).length > 0 && !now.page) throw new ToolError('not_found', `${now.label} has no page to change.`);
  const difference = differenceOf(type, now, own, page);
  const alreadySo = isNone(difference) && !along;
  // Who comes to a step of a path may be written to.
  if (type === 'path_journeys' && 'current_step_id' in difference.own && now.personId !== undefined)
    refuseDoNotContact(await readPerson(now.personId, context), request.evenDoNotContact);
  return {
    label: now.label,
    link: now.link,
    changes: () => shownDifference(type, now, difference, context),
    notes: [
      ...(alreadySo ? ['It is so already: nothing would be written.'] : []),
      ...(along ? [`Related records are changed along (${Object.keys(related).join(', ')}): that cannot be undone.`] : []),
    ],
    alreadySo,
    ...(along ? { reversible: false } : { repeatable: true }),
    before: difference.before,
    after: difference.after,
    send: async signal => {
      if (!along) return { after: await sendDifference(type, id, now.page?.id, difference, context, signal) };
      await context.nation.update(type, id, { attributes: difference.own, related }, {}, signal);
      return undefined;
    },
  };
}

const isNone = ({ own, page }: Difference): boolean => Object.keys(own).length + Object.keys(page).length === 0;

function differenceOf(type: ResourceType, now: ReadRecord, own: Values, page: Values): Difference {
  const nowOnPage = now.page?.values ?? {};
  const after = {
    own: picked(own, differing(type, now.values, own)),
    page: picked(page, differing('pages', nowOnPage, page)),
  };
  const before = { ...imageOf(now.values, after.own), ...imageOf(nowOnPage, after.page) };
  return { ...after, before, after: { ...after.own, ...after.page } };
}

async function shownDifference(
  type: ResourceType,
  now: ReadRecord,
  { own, page, before }: Difference,
  context: ToolContext,
): Promise<Change[]> {
  const names = new Map([...(await namesOfIds(type, before, context)), ...(await namesOfIds(type, own, context))]);
  return [
    ...changesOf('pages', now.page?.values ?? {}, page, context.timeZone),
    ...changesOf(type, now.values, own, context.timeZone, names),
  ];
}

/**
 * What was there, in the form that writes it back: of the nation's own fields and of an address only the parts that are
 * touched; an address that was not there is taken away again.
 */
function imageOf(now: Values, after: Values): Values {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]): [string, unknown] => {
      const was = now[name] ?? null;
      const isAddress = name.endsWith('_address_attributes');
      if (was === null)
        return [name, isAddress ? { delete: true } : name === 'custom_values' ? cleared(Object.keys(value ?? {})) : null];
      if (typeof was !== 'object' || typeof value !== 'object' || value === null || isDeletion(value)) return [name, was];
      const parts = Object.keys(value).map(part => [part, (was as Record<string, unknown>)[part] ?? null]);
      return [name, Object.fromEntries(parts)];
    }),
  );
}

const isDeletion = (value: object): boolean => (value as { delete?: unknown }).delete === true;

/** The page first: when it is refused, nothing else has changed. Answers the values as they were kept. */
async function sendDifference(
  type: ResourceType,
  id: string,
  pageId: string | undefined,
  { own, page }: Difference,
  { nation }: ToolContext,
  signal: AbortSignal,
): Promise<Values> {
  const update = async (of: ResourceType, recordId: string, attributes: Values): Promise<Values> => {
    const answer = await nation.update(of, recordId, { attributes }, askedBack(of, { attributes }, 'update'), signal);
    return keptAfter(of, attributes, answer as OneRecord);
  };
  const withPage = pageId !== undefined && Object.keys(page).length > 0;
  const after = withPage ? await update('pages', pageId, page) : {};
  if (Object.keys(own).length === 0) return after;
  try {
    return { ...after, ...(await update(type, id, own)) };
  } catch (error) {
    if (!withPage || !(error instanceof NationBuilderError) || error.kind === 'unknown') throw error;
    throw new ToolError('partly_done', `its page was changed, the rest was not: ${reasonOf(error)}`);
  }
}
