import type { Clock } from '@nat/service-kit';
import { resourceOf, type ResourceType } from '../catalog/catalog';
import { checkAttributes, checkRelated, checkWrite } from '../checks/check-write';
import { quoted, refuse, unknownName } from '../checks/problems';
import { parseAnswer } from '../http/answers';
import { DeleteDocument } from '../http/json-api';
import { NationBuilderError } from '../http/nation-builder-error';
import { TokenDocument } from './async-processes';
import { operationFor, refuseNoId } from './operation-for';
import type { ShowQuery } from './read-query';
import { oneRecord, type OneRecord, parametersOf, type RecordReader } from './record-reader';
import { withFields } from './sparse';
import { doubtful, type NationAnswer, type NationRequest, type NationTransport } from './transport';
import { type AnyWrite, type RelatedWrite, writeBody } from './write-body';
import { WriteVerifier } from './write-verifier';

/** People that one change of a list takes at most (api.md section 7). */
export const bulkCap = 10_000;

/** Milliseconds before each look at what became of a write: a slow one may still be under way. */
const looks = [0, 1_000, 3_000];

/**
 * Writes: checked before anything is sent, repeated only where twice is once, and verified by reading when the answer is lost.
 * What cannot be verified fails with the kind `unknown`.
 */
export class RecordWriter {
  private readonly verifier: WriteVerifier;

  constructor(
    private readonly transport: NationTransport,
    reader: RecordReader,
    private readonly clock: Clock,
  ) {
    this.verifier = new WriteVerifier(reader);
  }

  async create<T extends ResourceType>(
    type: T,
    write: AnyWrite,
    query: ShowQuery<T>,
    signal?: AbortSignal,
  ): Promise<OneRecord<T>> {
    const operation = operationFor(type, 'create');
    refuse(checkWrite(type, write, 'create'));
    const body = writeBody(type, write);
    const request = { operation, query: parametersOf(operation, query), body, repeatable: false, signal };
    const before = { twins: await this.verifier.twins(type, write, signal), since: this.clock.now() };
    return this.settled(
      () => this.sent(request, answer => oneRecord<T>(operation, answer)),
      () => this.verifier.created(type, write, before, { query, signal }),
      signal,
    );
  }

  update<T extends ResourceType>(
    type: T,
    id: string,
    write: AnyWrite,
    query: ShowQuery<T>,
    signal?: AbortSignal,
  ): Promise<OneRecord<T>> {
    const operation = operationFor(type, 'update');
    refuseNoId(id);
    refuse(checkWrite(type, write, 'update'));
    const body = writeBody(type, write, id);
    const repeatable = isAbsolute(type, write);
    const request = { operation, id, query: parametersOf(operation, query), body, repeatable, signal };
    return this.settled(
      () => this.sent(request, answer => oneRecord<T>(operation, answer)),
      () => this.verifier.updated(type, id, write, { query, signal }),
      signal,
    );
  }

  async delete(type: ResourceType, id: string, signal?: AbortSignal): Promise<void> {
    const operation = operationFor(type, 'delete');
    refuseNoId(id);
    await this.settled(
      () => this.sent({ operation, id, repeatable: true, signal }, confirmed),
      () => this.verifier.deleted(type, id, signal),
      signal,
    );
  }

  push(write: AnyWrite, query: ShowQuery<'signups'>, signal?: AbortSignal): Promise<OneRecord<'signups'> & { created: boolean }> {
    const operation = operationFor('signups', 'push');
    refuse([...checkAttributes('signups', write.attributes ?? {}, 'update'), ...checkRelated('signups', write.related ?? {})]);
    const asked = withFields('signups', query, ['created_at']);
    const body = writeBody('signups', write);
    const repeatable = isAbsolute('signups', write);
    const request = { operation, query: parametersOf(operation, asked), body, repeatable, signal };
    const since = this.clock.now();
    return this.settled(
      () => this.sent(request, answer => this.pushed(operation, answer, since)),
      () => this.verifier.pushed(write, since, { query: asked, signal }),
      signal,
    );
  }

  act<T extends ResourceType>(
    type: T,
    id: string,
    action: string,
    parameters: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<OneRecord<T>> {
    const operation = operationFor(type, action);
    refuseNoId(id);
    if (operation.kind !== 'action')
      refuse([{ attribute: action, message: `${quoted(action)} is no change of state of ${type}` }]);
    const unknown = Object.keys(parameters).filter(name => !operation.query.includes(name));
    refuse(unknown.map(name => unknownName(`${operation.id} takes no`, name, 'parameters', operation.query)));
    const query = new URLSearchParams([...parametersOf(operation, {}), ...Object.entries(parameters)]);
    return this.settled(
      () => this.sent({ operation, id, query, repeatable: false, signal }, answer => oneRecord<T>(operation, answer)),
      () => this.verifier.acted(type, id, action, signal),
      signal,
    );
  }

  /** Puts people on a list or takes them off. Not verified: an asynchronous process has no state to compare with. */
  changeMembers(
    listId: string,
    change: 'add_signups' | 'remove_signups',
    signupIds: readonly string[],
    signal?: AbortSignal,
  ): Promise<string> {
    signupIds.forEach(refuseNoId);
    const message = `a list takes 1 to ${bulkCap.toLocaleString('en-US')} people at once, not ${signupIds.length}`;
    if (signupIds.length < 1 || signupIds.length > bulkCap) refuse([{ attribute: 'signup_ids', message }]);
    return this.bulk(listId, change, { signup_ids: signupIds }, signal);
  }

  /** Tags everyone on a list, or takes the tag off them. Not verified. */
  tagMembers(listId: string, change: 'tag' | 'untag', tag: string, signal?: AbortSignal): Promise<string> {
    if (tag.trim() === '') refuse([{ attribute: 'tag', message: 'a tag needs a name' }]);
    return this.bulk(listId, change, { tag }, signal);
  }

  private bulk(listId: string, change: string, data: object, signal?: AbortSignal): Promise<string> {
    refuseNoId(listId);
    const operation = operationFor('lists', change);
    const body = { data: { id: listId, type: 'lists', ...data } };
    const request = { operation, id: listId, body, repeatable: true, signal };
    return this.sent(request, answer => parseAnswer(answer, TokenDocument).token);
  }

  /** 200 after a lost answer does not tell who made the person: their time of creation does. */
  private pushed(operation: NationRequest['operation'], answer: NationAnswer, since: number) {
    const one = oneRecord<'signups'>(operation, answer);
    const created = answer.status === 201 || (answer.afterDoubt && this.verifier.madeSince(one.record, since));
    return { ...one, created };
  }

  /** Sends and reads the answer. An unreadable answer of a write leaves its outcome open. */
  private async sent<R>(request: NationRequest, read: (answer: NationAnswer) => R): Promise<R> {
    const answer = await this.transport.send(request);
    try {
      return read(answer);
    } catch (error) {
      if (error instanceof NationBuilderError && error.kind === 'protocol') throw doubtful(error.failure, error);
      throw error;
    }
  }

  /** The answer, or what looking shows when it was lost. */
  private async settled<R>(send: () => Promise<R>, look: () => Promise<R | undefined>, signal?: AbortSignal): Promise<R> {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof NationBuilderError) || error.kind !== 'unknown') throw error;
      for (const wait of looks) {
        await this.clock.sleep(wait, signal);
        signal?.throwIfAborted();
        const found = await look().catch(() => undefined); // a look that fails shows nothing
        signal?.throwIfAborted();
        if (found !== undefined) return found;
      }
      throw unsettled(error);
    }
  }
}

function unsettled(error: NationBuilderError): NationBuilderError {
  const detail =
    'NationBuilder did not say whether the change was made, and looking did not show it. It may have been made all the same: ' +
    'do not repeat it before somebody has looked.';
  return new NationBuilderError({ ...error.failure, detail }, { cause: error });
}

/** A delete has a document for an answer too (api.md section 3): the page of a proxy does not tell that anything was done. */
function confirmed(answer: NationAnswer): true {
  if (answer.status !== 404 && answer.status !== 204) parseAnswer(answer, DeleteDocument);
  return true;
}

/**
 * True when writing twice is writing once: attributes are absolute, but related records are made or deleted each time, and so
 * is mail that a flag asks for.
 */
function isAbsolute(type: ResourceType, { attributes = {}, related = {} }: AnyWrite): boolean {
  const writes = Object.values(related)
    .flat()
    .filter(write => write !== undefined) as RelatedWrite[];
  const known = resourceOf(type).attributes;
  const asksForMail = Object.entries(attributes).some(
    ([name, value]) => value === true && known[name]?.access === 'w' && known[name].kind === 'flag',
  );
  return !asksForMail && !writes.some(write => 'create' in write || write.method === 'destroy');
}
