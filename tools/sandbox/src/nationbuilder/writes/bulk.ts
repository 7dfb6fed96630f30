import type { Operation } from '@nat/nationbuilder';
import { badRequest, unauthorized } from '../engine/api-error';
import { visibleRecord } from '../engine/read';
import { listPlaces, textOf } from '../engine/records';
import type { Route } from '../engine/routes';
import { tagNamed, tagPerson } from '../rules/tags';
import { Change } from './change';
import type { Work } from './processes';
import type { WriteRequest } from './write';
import { type Members, readBody, readData } from './write-document';

const most = 10_000;

/** Checks bulk work on a list and says what to do when its time has come. @throws ApiError 400, 401, 404. */
export function bulkWork(request: WriteRequest, { operation, id = '' }: Route): Work {
  const { viewer } = request;
  if (!viewer.visible('lists') || !viewer.may('update', 'lists')) throw unauthorized();
  visibleRecord(request, 'lists', id);
  const data = readData(readBody(request.body), 'lists', id);
  const work = operation.body === 'tag' ? tagWork(operation, tagOf(data)) : placeWork(operation, signupIdsOf(data));
  return () => {
    const change = new Change({ nation: request.nation, authorId: viewer.signupId, at: request.at });
    if (!change.find('lists', id)) throw new Error('The list does not exist any more');
    return work(change, id);
  };
}

type ListWork = (change: Change, listId: string) => string;

function placeWork({ path }: Operation, signupIds: readonly string[]): ListWork {
  const isAdded = path.endsWith('/add_signups');
  return (change, listId) => {
    const present = new Map(
      change.where(listPlaces, 'list_id', listId).map(place => [textOf(place.signup_id), place.id] as const),
    );
    const known = signupIds.filter(id => change.find('signups', id));
    for (const signup_id of new Set(known)) {
      const place = present.get(signup_id);
      if (isAdded && place === undefined) change.create(listPlaces, { list_id: listId, signup_id });
      if (!isAdded && place !== undefined) change.delete(listPlaces, place);
    }
    const skipped = signupIds.length - known.length;
    return skipped > 0 ? `, ${skipped} unknown ids were skipped` : '';
  };
}

function tagWork({ path }: Operation, name: string): ListWork {
  if (path.endsWith('/untag')) return (change, listId) => untag(change, listId, name);
  return (change, listId) => {
    const tagId = tagNamed(change, name);
    for (const id of change.nation.members(listId)) tagPerson(change, id, tagId);
    return '';
  };
}

function untag(change: Change, listId: string, name: string): string {
  const [tag] = change.where('signup_tags', 'name', name);
  if (!tag) return ', there is no such tag';
  for (const id of change.nation.members(listId)) {
    const taggings = change.where('signup_taggings', 'signup_id', id).filter(tagging => tagging.tag_id === tag.id);
    for (const tagging of taggings) change.delete('signup_taggings', tagging.id);
  }
  return '';
}

function signupIdsOf({ signup_ids: ids }: Members): string[] {
  if (!Array.isArray(ids) || ids.some(id => typeof id !== 'string')) throw badRequest('"signup_ids" must be an array of ids');
  if (ids.length > most) throw badRequest(`A maximum of ${most} signup ids are allowed`);
  return ids as string[];
}

function tagOf({ tag }: Members): string {
  if (typeof tag !== 'string' || tag.trim() === '') throw badRequest('"tag" must be the name of a tag');
  return tag.trim();
}
