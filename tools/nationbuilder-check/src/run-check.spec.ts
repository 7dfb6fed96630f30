import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogShape } from './catalog-shape';
import { compare, type Comparison } from './compare';
import { documentShape } from './document/document-shape';
import { openDocument } from './document/open-document';
import { runCheck } from './run-check';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'nationbuilder-check-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function saved(text: string): string {
  const file = join(folder, 'openapi.yml');
  writeFileSync(file, text);
  return file;
}

/** The one small type of the real API, as its document would say it. */
const sites = `
openapi: 3.1.0
paths:
  /api/v2/sites:
    get:
      operationId: listSites
      parameters:
        - { name: 'page[number]', in: query, schema: { type: string } }
        - { name: 'page[size]', in: query, schema: { type: string } }
        - { name: 'fields[sites]', in: query, schema: { items: { enum: [domain, name, slug] } } }
      responses:
        '200':
          content:
            application/vnd.api+json:
              schema: { properties: { data: { type: array, items: { $ref: '#/components/schemas/site' } } } }
        '401': {}
        '429': {}
components:
  schemas:
    site:
      properties:
        type: { const: sites }
        attributes:
          properties:
            domain: { type: [string, 'null'] }
            name: { type: [string, 'null'] }
            slug: { type: [string, 'null'] }
`;

it('agrees with the catalog on a type of the real API', () => {
  const catalog = catalogShape();
  const key = 'GET /api/v2/sites';
  const part = {
    operations: { [key]: catalog.operations[key]! },
    types: { sites: catalog.types['sites']! },
    addressParts: [],
  };
  expect(compare(documentShape(openDocument(sites)), part)).toEqual({
    paths: { same: 1, of: 1 },
    operations: { same: 1, of: 1 },
    resourceTypes: { same: 1, of: 1 },
    differences: [],
  });
});

it('ends with 1 and names all of the catalog that the document lacks', () => {
  const { code, output, errors } = runCheck([saved(sites)]);
  expect(code).toBe(1);
  expect(errors).toBe('');
  expect(output).toContain('GET /api/v2/donations, ');
  expect(output).toContain('paths 1/1, operations 1/1, resource types 1/1\n');
});

it('prints the same as data', () => {
  const { output } = runCheck(['--json', saved(sites)]);
  const { operations, differences } = JSON.parse(output) as Comparison;
  expect(operations).toEqual({ same: 1, of: 1 });
  expect(differences).toContainEqual({ where: 'POST /api/v2/donations', what: '', catalog: 'is there' });
});

const pathsAnd = (schema: string) => `
openapi: 3.0.3
paths:
  /a: { get: { responses: { '200': { content: { x: { schema: ${schema} } } } } } }
components: { schemas: { a: { $ref: '#/components/schemas/b' }, b: { $ref: '#/components/schemas/a' } } }`;

it.each([
  ['a: [', 'it is not YAML: '],
  ['just words', 'it is no OpenAPI document: '],
  ["swagger: '2.0'", 'it is no OpenAPI document: '],
  ["openapi: '4.0.0'", 'it is OpenAPI 4.0.0; '],
  ["openapi: '3.1.0'", 'its `paths` are no mapping.'],
  [pathsAnd('{ oneOf: [{}] }'), 'a schema uses oneOf, '],
  [pathsAnd("{ $ref: '#/components/schemas/c' }"), 'the reference #/components/schemas/c leads nowhere.'],
  [pathsAnd('{ $ref: other.yml }'), 'the reference "other.yml" leads out of the document.'],
  [pathsAnd("{ $ref: '#/components/schemas/a' }"), 'leads back to itself.'],
  [pathsAnd('{ allOf: [{ type: string }, { type: integer }] }'), 'a schema is at once string and integer.'],
])('says in plain words why it cannot compare with %j', (text, reason) => {
  const file = saved(text);
  const { code, output, errors } = runCheck([file]);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toContain(`Cannot compare with ${file}: `);
  expect(errors).toContain(reason);
});

it('says so when the file is not there, is a folder, or is not named', () => {
  expect(runCheck([join(folder, 'none.yml')]).errors).toContain('there is no such file.');
  expect(runCheck([folder]).errors).toContain('it is a folder.');
  expect(runCheck([])).toMatchObject({ code: 2, errors: expect.stringContaining('Usage: ') });
  expect(runCheck(['a.yml', 'b.yml']).code).toBe(2);
});
