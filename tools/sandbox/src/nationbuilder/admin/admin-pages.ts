import { findResource } from '@nat/nationbuilder';
import type { Nation } from '../engine/records';
import { html } from '../http/html';
import { type Reply, jsonReply } from '../http/messages';
import { framed } from './frame';
import { listPage } from './list-page';
import { recordPage } from './record-page';
import { startPage } from './start-page';
import { type View, address } from './view';

/** A request for a page. */
export interface AdminRequest {
  readonly nation: Nation;
  /** `/n/{slug}` under that addressing and empty under `{slug}.localhost`. */
  readonly prefix: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: URLSearchParams;
}

/**
 * The control panel in little, for a person to look at the nation and for links of answers to land on: `/admin`,
 * `/admin/{type}` and `/admin/{type}/{id}` for all types of the API. It only shows: everything but GET and HEAD is 405.
 */
export function adminPage({ nation, prefix, method, path, parameters }: AdminRequest): Reply {
  if (method !== 'GET' && method !== 'HEAD')
    return jsonReply(405, { message: 'These pages are only read' }, { allow: 'GET, HEAD' });
  const view: View = { nation, prefix };
  const [, , type, id, ...more] = path.replace(/\/$/, '').split('/');
  if (type === undefined) return parameters.has('q') ? listPage(view, 'signups', parameters) : startPage(view);
  if (!findResource(type) || more.length > 0) return nothing(view);
  if (id === undefined) return listPage(view, type, parameters);
  const record = nation.table(type).find(id);
  return record ? recordPage(view, type, record) : nothing(view);
}

function nothing(view: View): Reply {
  return framed(view, {
    title: 'Not found',
    crumbs: [['Not found']],
    content: html`<p>There is no such page, or the record is gone. <a href="${address(view)}">Go to the start</a></p>`,
    status: 404,
  });
}
