import { DocumentError } from './document-error';
import { isNode, type Node, type OpenDocument } from './open-document';
import { readResource, relationshipShape, type ResourceObject } from './resource-objects';
import { enumerated, flatten } from './schemas';
import type { BodyShape, SidepostShape } from '../shape';

interface Bodies {
  body?: BodyShape;
  otherBodies?: Record<string, BodyShape>;
  /** The records that the bodies write, for the attributes of their types. */
  written: ResourceObject[];
}

/** The body of an operation in each of its media types; one when they agree. */
export function readBodies(document: OpenDocument, node: unknown): Bodies {
  if (node === undefined) return { written: [] };
  const { content } = document.follow(node);
  if (!isNode(content)) throw new DocumentError('a request body has no content.');
  const read = Object.entries(content).map(([media, { schema }]: [string, any]) => ({ media, ...readBody(document, schema) }));
  const [first, ...others] = read;
  const contrary = others.filter(({ body }) => JSON.stringify(body) !== JSON.stringify(first!.body));
  return {
    ...(first && { body: first.body }),
    ...(contrary.length > 0 && { otherBodies: Object.fromEntries(contrary.map(({ media, body }) => [media, body])) }),
    written: read.flatMap(({ resource, related }) => [...(resource.others.length === 0 ? [resource] : []), ...related]),
  };
}

interface Body {
  body: BodyShape;
  resource: ResourceObject;
  related: ResourceObject[];
}

function readBody(document: OpenDocument, schema: unknown): Body {
  const { properties } = flatten(document, schema);
  const resource = properties['data'] && readResource(document, properties['data']);
  if (!resource) throw new DocumentError(`a request body holds no record: ${JSON.stringify(schema).slice(0, 120)}`);
  const { type, others, hasId, required } = resource;
  if (others.length > 0) return { body: { kind: others.join(', '), type }, resource, related: [] };
  const included = properties['included'] && readIncluded(document, properties['included']);
  const sideposts = readSideposts(document, resource, included);
  const body: BodyShape = {
    kind: hasId ? 'update' : 'create',
    type,
    attributes: Object.keys(resource.attributes),
    ...(required.length > 0 && { required }),
    ...(Object.keys(sideposts).length > 0 && { sideposts }),
  };
  return { body, resource, related: included ? [withoutPageType(included)] : [] };
}

function readIncluded(document: OpenDocument, node: Node): ResourceObject | undefined {
  const { items } = flatten(document, node);
  return items && readResource(document, items);
}

/** The page type depends on what the page is made for, unlike that of a page by itself. */
function withoutPageType({ attributes: { page_type_name: _type, ...attributes }, ...resource }: ResourceObject): ResourceObject {
  return { ...resource, attributes };
}

function readSideposts(
  document: OpenDocument,
  resource: ResourceObject,
  related: ResourceObject | undefined,
): Record<string, SidepostShape> {
  return Object.fromEntries(
    Object.entries(resource.relationships).flatMap(([name, node]) => {
      const shape = relationshipShape(document, node);
      if (!shape) return [];
      const attributes = related?.type === shape.type ? related.attributes : {};
      const [pageType] = pageTypes(document, attributes['page_type_name']);
      return [[name, { type: shape.type, ...(pageType && { pageType }), attributes: Object.keys(attributes) }]];
    }),
  );
}

const pageTypes = (document: OpenDocument, node: Node | undefined): string[] => (node ? enumerated(document, node) : []);
