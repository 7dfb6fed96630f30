import { parse, YAMLParseError } from 'yaml';
import { DocumentError } from './document-error';

export type Node = Record<string, unknown>;

/** An OpenAPI document with its references followed. */
export interface OpenDocument {
  readonly paths: Readonly<Record<string, Node>>;
  /** The node itself, or what its `$ref` names. Throws `DocumentError` for a reference that leads nowhere, outside or in a circle. */
  follow(node: unknown): Node;
}

/** Reads YAML or JSON text. Throws `DocumentError`, in words for people, when it is neither or no OpenAPI 3 document. */
export function openDocument(text: string): OpenDocument {
  const root = parseText(text);
  if (!isNode(root) || typeof root['openapi'] !== 'string')
    throw new DocumentError('it is no OpenAPI document: it has no `openapi` version.');
  if (!root['openapi'].startsWith('3.')) throw new DocumentError(`it is OpenAPI ${root['openapi']}; this check reads version 3.`);
  const { paths } = root;
  if (!isNode(paths) || !Object.values(paths).every(isNode)) throw new DocumentError('its `paths` are no mapping.');
  return { paths: paths as Record<string, Node>, follow: node => follow(root, node, []) };
}

export const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

function parseText(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 1000 });
  } catch (error) {
    if (error instanceof YAMLParseError || error instanceof ReferenceError)
      throw new DocumentError(`it is not YAML: ${error.message.split('\n', 1)[0]}`);
    throw error;
  }
}

function follow(root: Node, node: unknown, passed: readonly string[]): Node {
  if (!isNode(node)) throw new DocumentError(`${passed.at(-1) ?? 'a part of it'} is ${JSON.stringify(node)} and no mapping.`);
  const reference = node['$ref'];
  if (reference === undefined) return node;
  if (typeof reference !== 'string' || !reference.startsWith('#/'))
    throw new DocumentError(`the reference ${JSON.stringify(reference)} leads out of the document.`);
  if (passed.includes(reference)) throw new DocumentError(`the reference ${reference} leads back to itself.`);
  let found: unknown = root;
  for (const step of reference.slice(2).split('/')) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isNode(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  if (found === undefined) throw new DocumentError(`the reference ${reference} leads nowhere.`);
  return follow(root, found, [...passed, reference]);
}
