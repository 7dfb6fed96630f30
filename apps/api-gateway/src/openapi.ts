import * as contracts from '@nat/contracts';
import { problemStatus, type ProblemCode } from '@nat/contracts';
import { z } from 'zod';
import type { AnswerDefinition, EndpointDefinition } from './endpoint-definition';
import { endpoints } from './endpoints';
import { pathIds } from './path-ids';

type JsonObject = Record<string, unknown>;

const refusedAnywhere: readonly ProblemCode[] = ['malformed_request', 'internal_error', 'dependency_unavailable', 'draining'];
const refusedWithSession: readonly ProblemCode[] = [
  'nation_required',
  'nation_invalid',
  'unauthenticated',
  'token_expired',
  'session_revoked',
  'forbidden',
  'role_required',
  'rate_limited',
];
const refusedWithQuery: readonly ProblemCode[] = ['invalid'];
const refusedWithBody: readonly ProblemCode[] = ['payload_too_large', 'unsupported_media_type', 'invalid'];

let document: JsonObject | undefined;

/** The OpenAPI 3.1 document of the public API, derived from the endpoint table and the schemas of contracts. */
export function openApiDocument(): JsonObject {
  document ??= {
    openapi: '3.1.0',
    info: { title: 'Nat', version: '1', description: 'Questions to a NationBuilder nation, answered.' },
    servers: [{ url: '/' }],
    paths: paths(),
    components: {
      securitySchemes: { session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: componentSchemas(),
    },
  };
  return document;
}

function paths(): JsonObject {
  const result: Record<string, JsonObject> = {};
  for (const [operationId, endpoint] of Object.entries(endpoints) as [string, EndpointDefinition][]) {
    (result[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = operation(operationId, endpoint);
  }
  return result;
}

function operation(operationId: string, endpoint: EndpointDefinition): JsonObject {
  const parameters = parametersOf(endpoint);
  const optional = endpoint.body?.safeParse(undefined).success ?? false;
  return {
    operationId,
    summary: endpoint.summary,
    description: `Who: ${endpoint.access}.`,
    security: endpoint.access === 'public' ? [] : [{ session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body && {
      requestBody: { required: !optional, content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } } },
    }),
    responses: { ...answersOf(endpoint), ...problemsOf(endpoint) },
  };
}

function parametersOf(endpoint: EndpointDefinition): JsonObject[] {
  const header = (name: string, required: boolean, description: string): JsonObject => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as keyof typeof pathIds);
  return [
    ...inPath.map(name => ({ name, in: 'path', required: true, schema: schemaOf(pathIds[name], 'input') })),
    ...(endpoint.query ? queryParameters(endpoint.query) : []),
    ...(endpoint.access === 'public' ? [] : [header('X-Nat-Nation-Slug', false, 'Selects one of several memberships')]),
    ...(endpoint.idempotencyKey ? [header('Idempotency-Key', true, '1 to 255 visible ASCII characters')] : []),
    ...(endpoint.resumable
      ? [
          header('Last-Event-ID', false, 'Id of the last event seen'),
          { name: 'after', in: 'query', required: false, description: 'As Last-Event-ID', schema: { type: 'string' } },
        ]
      : []),
  ];
}

/** One parameter per field of the query string. */
function queryParameters(query: z.ZodObject): JsonObject[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}

function answersOf({ answers }: EndpointDefinition): JsonObject {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, text }]: [string, AnswerDefinition]) => [
      status,
      {
        description,
        ...(schema && { content: { 'application/json': { schema: schemaOf(schema, 'output') } } }),
        ...(text && { content: { [text]: { schema: { type: 'string' } } } }),
      },
    ]),
  );
}

/** One answer per status, naming the codes that it may carry. */
function problemsOf(endpoint: EndpointDefinition): JsonObject {
  const codes = new Set([
    ...refusedAnywhere,
    ...(endpoint.access === 'public' ? [] : refusedWithSession),
    ...(endpoint.query ? refusedWithQuery : []),
    ...(endpoint.body ? refusedWithBody : []),
    ...endpoint.problems,
  ]);
  const content = { 'application/problem+json': { schema: reference('Problem') } };
  const answers: Record<string, JsonObject> = {};
  for (const code of [...codes].toSorted()) {
    const status = String(problemStatus[code]);
    const others = answers[status] ? `${String(answers[status]['description'])}, ` : '';
    answers[status] = { description: `${others}\`${code}\``, content };
  }
  return answers;
}

/** Schemas that contracts exports by name; the document refers to them instead of repeating them. */
const names = new Map<z.ZodType, string>(
  Object.entries(contracts).flatMap(([name, value]) => (value instanceof z.ZodType ? [[value, name]] : [])),
);

function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const name = names.get(schema);
  return name === undefined ? inline(schema, io) : reference(name);
}

function inline(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}

/** Each named schema that an endpoint uses, as what comes in or as what goes out: none is both. */
function componentSchemas(): JsonObject {
  const used = new Map<z.ZodType, 'input' | 'output'>([
    [contracts.Problem, 'output'],
    ...Object.values(pathIds).map(schema => [schema, 'input'] as const),
  ]);
  for (const { body, answers } of Object.values(endpoints) as EndpointDefinition[]) {
    if (body) used.set(body, 'input');
    for (const { schema } of Object.values(answers)) if (schema) used.set(schema, 'output');
  }
  const named = [...used].flatMap(([schema, io]) => {
    const name = names.get(schema);
    return name === undefined ? [] : [[name, inline(schema, io)] as const];
  });
  return Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
