import { parse, stringify } from 'yaml';
import type { ApiShape } from '../src/shape';

/** An OpenAPI document with one of everything that is compared, and what the catalog of that API would be. */
export const smallDocument = `
openapi: 3.1.0
info: { title: A small API, version: '1' }
paths:
  /gifts:
    parameters:
      - { $ref: '#/components/parameters/include' }
      - { $ref: '#/components/parameters/fields' }
    get:
      operationId: listGifts
      parameters:
        - { name: 'page[number]', in: query, schema: { type: string } }
        - { name: 'filter[box_id]', in: query, schema: { type: string } }
        - name: extra_fields[gifts]
          in: query
          schema: { type: array, items: { enum: [wrapping] } }
      responses:
        '200':
          content:
            application/json:
              schema:
                properties:
                  data: { type: array, items: { $ref: '#/components/schemas/gift' } }
        '401': { $ref: '#/components/responses/refused' }
    post:
      operationId: createGift
      requestBody:
        content:
          application/json: &body
            schema:
              properties:
                data:
                  properties:
                    type: { const: gifts }
                    attributes:
                      required: [name]
                      allOf:
                        - { $ref: '#/components/schemas/gift_written' }
                        - { $ref: '#/components/schemas/gift_only_written' }
                    relationships:
                      properties:
                        page: { properties: { data: { properties: { type: { const: pages } } } } }
                included:
                  type: array
                  items:
                    properties:
                      type: { const: pages }
                      attributes: { properties: { headline: { type: string }, page_type_name: { type: string, enum: [Gift] } } }
          application/vnd.api+json: *body
      responses:
        '201': { content: { application/json: { schema: { properties: { data: { $ref: '#/components/schemas/gift' } } } } } }
        '422': { $ref: '#/components/responses/refused' }
  /gifts/{id}/wrap:
    patch:
      operationId: wrapGift
      requestBody:
        content:
          application/json:
            schema:
              properties:
                data: { properties: { id: { type: string }, type: { const: gifts }, color: { type: string } } }
      responses:
        '202': { content: { application/json: { schema: { properties: { token: { type: string } } } } } }
components:
  responses:
    refused: { description: No }
  parameters:
    include: { name: include, in: query, schema: { type: array, items: { type: string, enum: [giver, boxes] } } }
    fields: { name: 'fields[gifts]', in: query, schema: { type: array, items: { enum: [name, state, cents, created_at] } } }
  schemas:
    gift:
      properties:
        id: { type: string }
        type: { const: gifts }
        attributes:
          allOf:
            - { $ref: '#/components/schemas/gift_written' }
            - { properties: { created_at: { type: string, format: date-time } } }
        relationships:
          properties:
            giver: { properties: { data: { properties: { type: { const: people } } } } }
            boxes: { properties: { data: { type: array, items: { properties: { type: { const: boxes } } } } } }
    gift_written:
      type: object
      properties:
        name: { type: string }
        state: { type: [string, 'null'], enum: [new, used, null], default: new }
        cents: { type: [integer, 'null'] }
    gift_only_written:
      properties:
        home_address_attributes:
          type: [object, 'null']
          examples: [{ city: Austin, zip: '78701' }]
`;

export const smallCatalog: ApiShape = {
  operations: {
    'GET /gifts': {
      id: 'listGifts',
      answers: { 200: 'many gifts' },
      refusals: ['401'],
      query: {
        include: ['giver', 'boxes'],
        'fields[gifts]': ['name', 'state', 'cents', 'created_at'],
        'page[number]': [],
        'filter[box_id]': [],
        'extra_fields[gifts]': ['wrapping'],
      },
    },
    'POST /gifts': {
      id: 'createGift',
      answers: { 201: 'one gifts' },
      refusals: ['422'],
      query: { include: ['giver', 'boxes'], 'fields[gifts]': ['name', 'state', 'cents', 'created_at'] },
      body: {
        kind: 'create',
        type: 'gifts',
        attributes: ['name', 'state', 'cents', 'home_address_attributes'],
        required: ['name', 'cents'],
        sideposts: { page: { type: 'pages', pageType: 'Gift', attributes: ['headline', 'page_type_name'] } },
      },
    },
    'PATCH /gifts/{id}/wrap': {
      id: 'wrapGift',
      answers: { 202: 'token' },
      refusals: [],
      query: {},
      body: { kind: 'color', type: 'gifts' },
    },
  },
  types: {
    gifts: {
      attributes: {
        name: { access: 'rw', type: 'string', nullable: false },
        state: { access: 'rw', type: 'string', nullable: true, choices: ['new', 'used'], default: 'new' },
        cents: { access: 'rw', type: 'integer', nullable: true },
        created_at: { access: 'r', type: 'string', format: 'date-time', nullable: false },
        home_address_attributes: { access: 'w', type: 'object', nullable: true },
      },
      relationships: {
        giver: { type: 'people', toMany: false },
        boxes: { type: 'boxes', toMany: true },
        page: { type: 'pages', toMany: false },
        // The document says nothing of this one: there the catalog knows more.
        author: { type: 'people', toMany: false },
      },
    },
    pages: { attributes: { headline: { access: 'w', type: 'string', nullable: false } }, relationships: {} },
  },
  addressParts: ['city', 'zip'],
};

/** The small document with one thing changed: `place` is a path of keys, `value` undefined takes the thing away. */
export function changed(place: string, value: unknown): string {
  const document = parse(smallDocument) as Record<string, unknown>;
  const keys = place.split(' ');
  const last = keys.pop()!;
  const holder = keys.reduce<any>((node, key) => node[key], document);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return stringify(document, { aliasDuplicateObjects: false });
}
