import type { ResourceType } from '../catalog/catalog';
import type { Operation } from '../catalog/operations';
import { checkRead } from '../checks/check-read';
import { refuse } from '../checks/problems';
import { parseAnswer } from '../http/answers';
import type { HttpAnswer } from '../http/http.adapter';
import { Included, type JsonApiRecord, ListDocument, type ResourceRecord, ShowDocument } from '../http/json-api';
import { NationBuilderError } from '../http/nation-builder-error';
import { conform } from './conform';
import type { RecordPage } from './pages';
import { queryString } from './query-string';
import type { ReadQuery } from './read-query';
import { sparse } from './sparse';
import type { NationTransport } from './transport';

/** One record and what was sideloaded with it. */
export interface OneRecord<T extends ResourceType = ResourceType> {
  record: ResourceRecord<T>;
  included: Included;
  /** Set when the answer of a write was lost and reading showed that it was made. */
  verified?: true;
}

/** Which records a read is about, beside its query. */
interface Target {
  id?: string;
  signal?: AbortSignal;
}

/** Reads records: checked before anything is sent, sparse unless told, and answered in the catalog's kinds. */
export class RecordReader {
  constructor(private readonly transport: NationTransport) {}

  async page<T extends ResourceType>(operation: Operation, query: ReadQuery<T>, target: Target): Promise<RecordPage<T>> {
    const document = parseAnswer(await this.read(operation, query, target), ListDocument);
    const records = document.data.map(record => expected<T>(operation, record));
    const total = document.meta?.stats?.total?.count;
    return { records, included: includedOf(document.included), total, truncated: false };
  }

  async one<T extends ResourceType>(operation: Operation, query: ReadQuery<T>, target: Target): Promise<OneRecord<T>> {
    return oneRecord(operation, await this.read(operation, query, target));
  }

  private read<T extends ResourceType>(operation: Operation, query: ReadQuery<T>, target: Target): Promise<HttpAnswer> {
    return this.transport.send({ operation, ...target, query: parametersOf(operation, query), repeatable: true });
  }
}

/** The query string of a read, or of what a write answers. Throws `invalid` for what the catalog does not know. */
export function parametersOf<T extends ResourceType>(operation: Operation, query: ReadQuery<T>): URLSearchParams {
  refuse(checkRead(operation, query as ReadQuery));
  return queryString(sparse(operation, query as ReadQuery));
}

/** The record that an answer holds. Throws `protocol` for anything else. */
export function oneRecord<T extends ResourceType>(operation: Operation, answer: HttpAnswer): OneRecord<T> {
  const document = parseAnswer(answer, ShowDocument);
  return { record: expected<T>(operation, document.data), included: includedOf(document.included) };
}

function expected<T extends ResourceType>({ answers, id }: Operation, record: JsonApiRecord): ResourceRecord<T> {
  if (record.type === answers) return conform(record) as unknown as ResourceRecord<T>;
  const detail = 'NationBuilder answered records of another type than was asked for.';
  throw new NationBuilderError({ kind: 'protocol', detail, operation: id });
}

function includedOf(records: readonly JsonApiRecord[]): Included {
  const included = new Included();
  included.add(records.map(conform));
  return included;
}
