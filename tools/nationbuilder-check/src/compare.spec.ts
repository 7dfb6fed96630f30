import { changed, smallCatalog, smallDocument } from '../test/small-api';
import { compare } from './compare';
import { documentShape } from './document/document-shape';
import { openDocument } from './document/open-document';
import { report } from './report';

const lines = (text: string, catalog = smallCatalog): string[] =>
  report(compare(documentShape(openDocument(text)), catalog))
    .trim()
    .split('\n');

it('finds nothing where document and catalog say the same, and counts what agrees', () => {
  expect(lines(smallDocument)).toEqual(['paths 2/2, operations 3/3, resource types 2/2', 'no difference']);
});

const attributes = 'components schemas gift_written properties';
const post = 'paths /gifts post';
const list = 'paths /gifts get';
const create = `${post} requestBody content application/json schema properties`;

describe('one thing changed in the document shows as exactly these lines', () => {
  it.each<[kind: string, place: string, value: unknown, expected: string[]]>([
    ['operation id', `${list} operationId`, 'findGifts', ['GET /gifts: id: findGifts in the document, listGifts in the catalog']],
    ['operation taken away', list, undefined, ['GET /gifts: only in the catalog']],
    ['operation added', 'paths /gifts put', { operationId: 'x', responses: {} }, ['PUT /gifts: only in the document']],
    ['success status', `${post} responses 202`, { description: '' }, ['POST /gifts: answers 202: only in the document: ']],
    ['error status', `${post} responses 409`, { description: '' }, ['POST /gifts: refusals: only in the document: 409']],
    ['error status taken away', `${list} responses 401`, undefined, ['GET /gifts: refusals: only in the catalog: 401']],
    [
      'shape of the answer',
      `${list} responses 200 content application/json schema properties data`,
      { $ref: '#/components/schemas/gift' },
      ['GET /gifts: answers 200: one gifts in the document, many gifts in the catalog'],
    ],
    [
      'include value',
      'components parameters include schema items enum',
      ['giver'],
      ['GET /gifts, POST /gifts: query include: only in the catalog: boxes'],
    ],
    [
      'sparse field',
      'components parameters fields schema items enum',
      ['name', 'state', 'cents', 'created_at', 'extra'],
      ['GET /gifts, POST /gifts: query fields[gifts]: only in the document: extra'],
    ],
    [
      'paging',
      `${list} parameters 0 name`,
      'page',
      ['GET /gifts: query page: only in the document: []', 'GET /gifts: query page[number]: only in the catalog: []'],
    ],
    [
      'special filter',
      `${list} parameters 1 name`,
      'filter[lid]',
      ['GET /gifts: query filter[lid]: only in the document: []', 'GET /gifts: query filter[box_id]: only in the catalog: []'],
    ],
    [
      'extra field',
      `${list} parameters 2 schema items enum`,
      ['ribbon'],
      [
        'GET /gifts: query extra_fields[gifts]: only in the document: ribbon',
        'GET /gifts: query extra_fields[gifts]: only in the catalog: wrapping',
      ],
    ],
    [
      'required parameter',
      `${list} parameters 1 required`,
      true,
      [
        'GET /gifts: query filter[box_id] (required): only in the document: []',
        'GET /gifts: query filter[box_id]: only in the catalog: []',
      ],
    ],
    [
      'header',
      `${list} parameters 1 in`,
      'header',
      [
        'GET /gifts: query header filter[box_id]: only in the document: []',
        'GET /gifts: query filter[box_id]: only in the catalog: []',
      ],
    ],
    [
      'body taken away',
      'paths /gifts/{id}/wrap patch requestBody',
      undefined,
      ['PATCH /gifts/{id}/wrap: body: only in the catalog: {"kind":"color","type":"gifts"}'],
    ],
    [
      'kind of body',
      `${create} data properties id`,
      { type: 'string' },
      ['POST /gifts: body kind: update in the document, create in the catalog'],
    ],
    [
      'body of one media type',
      `${post} requestBody content application/vnd.api+json`,
      { schema: { properties: { data: { properties: { type: { const: 'gifts' } } } } } },
      [
        'POST /gifts: otherBodies: only in the document: {"application/vnd.api+json":{"kind":"create","type":"gifts","attributes":[]}}',
      ],
    ],
    [
      'needed attribute',
      `${create} data properties attributes required`,
      ['name', 'state'],
      ['POST /gifts: body required: only in the document: state'],
    ],
    [
      'page type',
      `${create} included items properties attributes properties page_type_name enum`,
      ['Present'],
      ['POST /gifts: body sideposts page pageType: Present in the document, Gift in the catalog'],
    ],
    [
      'attribute of a record written with it',
      `${create} included items properties attributes properties headline format`,
      'date',
      ['pages: attributes headline format: only in the document: date'],
    ],
    [
      'type',
      `${attributes} cents type`,
      ['string', 'null'],
      ['gifts: attributes cents type: string in the document, integer in the catalog'],
    ],
    [
      'null',
      `${attributes} cents type`,
      'integer',
      ['gifts: attributes cents nullable: false in the document, true in the catalog'],
    ],
    ['format', `${attributes} name format`, 'date', ['gifts: attributes name format: only in the document: date']],
    [
      'choice',
      `${attributes} state enum`,
      ['new', 'lost', null],
      [
        'gifts: attributes state choices: only in the document: lost',
        'gifts: attributes state choices: only in the catalog: used',
      ],
    ],
    [
      'default',
      `${attributes} state default`,
      'used',
      ['gifts: attributes state default: used in the document, new in the catalog'],
    ],
    [
      'constraint without a word',
      `${attributes} cents maximum`,
      5,
      ['gifts: attributes cents further: only in the document: ["maximum 5"]'],
    ],
    ['access', `${attributes} cents readOnly`, true, ['gifts: attributes cents access: r in the document, rw in the catalog']],
    [
      'attribute of an answer',
      'components schemas gift properties attributes allOf 1 properties opened',
      { type: 'boolean' },
      ['gifts: attributes opened: only in the document: {"access":"r","type":"boolean","nullable":false}'],
    ],
    [
      'attribute taken away',
      'components schemas gift_only_written properties',
      {},
      [
        'POST /gifts: body attributes: only in the catalog: home_address_attributes',
        'gifts: attributes home_address_attributes: only in the catalog: {"access":"w","type":"object","nullable":true}',
        'addresses: parts: only in the catalog: city',
        'addresses: parts: only in the catalog: zip',
      ],
    ],
    [
      'part of an address',
      'components schemas gift_only_written properties home_address_attributes examples',
      [{ city: '', zip: '', planet: '' }],
      ['addresses: parts: only in the document: planet'],
    ],
    [
      'target',
      'components schemas gift properties relationships properties giver properties data properties type const',
      'elves',
      ['gifts: relationships giver type: elves in the document, people in the catalog'],
    ],
    [
      'cardinality',
      'components schemas gift properties relationships properties boxes properties data',
      { properties: { type: { const: 'boxes' } } },
      ['gifts: relationships boxes toMany: false in the document, true in the catalog'],
    ],
    [
      'relationship added',
      'components schemas gift properties relationships properties shop',
      { properties: { data: { properties: { type: { const: 'shops' } } } } },
      ['gifts: relationships shop: only in the document: {"type":"shops","toMany":false}'],
    ],
  ])('%s', (_kind, place, value, expected) => {
    const found = lines(changed(place, value)).slice(0, -2);
    expect(found).toEqual(expected);
  });
});

it('counts a path with another set of methods, and whatever differs, as not described alike', () => {
  const found = lines(changed('paths /gifts put', { operationId: 'x', responses: { '204': { description: '' } } }));
  expect(found.slice(-2)).toEqual(['paths 1/2, operations 3/4, resource types 2/2', '1 difference']);
});

it('names a type that only one side has', () => {
  const { gifts, pages } = smallCatalog.types;
  expect(lines(smallDocument, { ...smallCatalog, types: { presents: gifts!, pages: pages! } }).slice(0, 2)).toEqual([
    'gifts: only in the document',
    'presents: only in the catalog',
  ]);
});

it('reports an attribute that the document describes in two ways', () => {
  const text = changed('components schemas gift properties attributes allOf 0', {
    properties: {
      name: { type: 'integer' },
      state: { type: ['string', 'null'], enum: ['new', 'used'], default: 'new' },
      cents: { type: ['integer', 'null'] },
    },
  });
  expect(lines(text)).toContainEqual(
    expect.stringContaining('gifts: attributes name further: only in the document: ["elsewhere '),
  );
});
