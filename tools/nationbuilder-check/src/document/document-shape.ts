import { DocumentError } from './document-error';
import { isNode, type Node, type OpenDocument } from './open-document';
import { readBodies } from './request-bodies';
import { addressParts, attributeShape, readResource, relationshipShape, type ResourceObject } from './resource-objects';
import { enumerated, flatten } from './schemas';
import type { ApiShape, OperationShape, TypeShape } from '../shape';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Everything the document states that the catalog could know. Throws `DocumentError` for what cannot be read. */
export function documentShape(document: OpenDocument): ApiShape {
  const operations: Record<string, OperationShape> = {};
  const answered: ResourceObject[] = [];
  const written: ResourceObject[] = [];
  for (const [path, entry] of Object.entries(document.paths)) {
    const item = document.follow(entry);
    for (const method of methods.filter(name => name in item)) {
      const operation = document.follow(item[method]);
      const { answers, refusals, resources } = readResponses(document, operation['responses'], `${method} ${path}`);
      const { body, otherBodies, written: own } = readBodies(document, operation['requestBody']);
      answered.push(...resources);
      written.push(...own);
      operations[`${method.toUpperCase()} ${path}`] = {
        id: typeof operation['operationId'] === 'string' ? operation['operationId'] : '',
        answers,
        refusals,
        query: readQuery(document, [item['parameters'], operation['parameters']]),
        ...(body && { body }),
        ...(otherBodies && { otherBodies }),
      };
    }
  }
  const parts = written.flatMap(({ attributes }) => addressParts(document, attributes));
  return { operations, types: typeShapes(document, answered, written), addressParts: [...new Set(parts)] };
}

function readResponses(document: OpenDocument, responses: unknown, where: string) {
  if (!isNode(responses)) throw new DocumentError(`${where} has no responses.`);
  const answers: Record<string, string> = {};
  const resources: ResourceObject[] = [];
  const statuses = Object.keys(responses);
  for (const status of statuses.filter(isSuccess)) {
    const { content = {} } = document.follow(responses[status]);
    const read = Object.values(content as Record<string, Node>).map(media => readAnswer(document, media['schema']));
    answers[status] = [...new Set(read.map(({ said }) => said))].join(' or ');
    resources.push(...read.flatMap(({ resource }) => resource ?? []));
  }
  return { answers, refusals: statuses.filter(status => !isSuccess(status)), resources };
}

const isSuccess = (status: string): boolean => status.startsWith('2');

function readAnswer(document: OpenDocument, node: unknown): { said: string; resource?: ResourceObject } {
  const { properties } = flatten(document, node);
  const { data } = properties;
  const { items } = data ? flatten(document, data) : {};
  const resource = data && readResource(document, items ?? data);
  const members = Object.keys(properties).filter(name => name !== 'meta');
  if (!resource) return { said: members.toSorted().join(', ') };
  return { said: `${items ? 'many' : 'one'} ${resource.type}`, resource };
}

/** Parameters of the path and of the operation; the operation's win. An `include` that names nothing is none. */
function readQuery(document: OpenDocument, lists: unknown[]): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  for (const entry of lists.flatMap(list => (Array.isArray(list) ? list : []))) {
    const { in: place, name, required, schema } = document.follow(entry);
    if (place === 'path') continue;
    const said = `${place === 'query' ? '' : `${String(place)} `}${String(name)}${required === true ? ' (required)' : ''}`;
    query[said] = enumerated(document, schema);
  }
  if (query['include']?.length === 0) delete query['include'];
  return query;
}

function typeShapes(document: OpenDocument, answered: ResourceObject[], written: ResourceObject[]): Record<string, TypeShape> {
  const names = [...new Set([...answered, ...written].map(({ type }) => type))].toSorted();
  return Object.fromEntries(
    names.map(name => [
      name,
      typeShape(
        document,
        answered.filter(({ type }) => type === name),
        written.filter(({ type }) => type === name),
      ),
    ]),
  );
}

function typeShape(document: OpenDocument, answered: ResourceObject[], written: ResourceObject[]): TypeShape {
  const all = [...answered, ...written];
  const names = new Set(all.flatMap(({ attributes }) => Object.keys(attributes)));
  const attributes = [...names].map(name => {
    const readable = answered.some(resource => name in resource.attributes);
    const writable = written.some(resource => name in resource.attributes);
    const nodes = [...new Set(all.flatMap(resource => (name in resource.attributes ? [resource.attributes[name]!] : [])))];
    const [first, ...others] = nodes.map(node => attributeShape(document, node, { readable, writable }));
    const contrary = others.filter(other => JSON.stringify(other) !== JSON.stringify(first)).map(other => JSON.stringify(other));
    const further = [...(first!.further ?? []), ...contrary.map(other => `elsewhere ${other}`)];
    return [name, { ...first!, ...(further.length > 0 && { further }) }] as const;
  });
  const relationships = all.flatMap(resource =>
    Object.entries(resource.relationships).flatMap(([name, node]) => {
      const shape = relationshipShape(document, node);
      return shape ? [[name, shape] as const] : [];
    }),
  );
  return { attributes: Object.fromEntries(attributes), relationships: Object.fromEntries(relationships) };
}
