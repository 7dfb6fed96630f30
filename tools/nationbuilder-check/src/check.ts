import { catalogShape } from './catalog-shape';
import { compare, type Comparison } from './compare';
import { documentShape } from './document/document-shape';
import { openDocument } from './document/open-document';

/** Compares the catalog of `@nat/nationbuilder` with an OpenAPI 3 document. Throws `DocumentError` for a text that is none. */
export function checkDocument(text: string): Comparison {
  return compare(documentShape(openDocument(text)), catalogShape());
}
