import { Problem, problemStatus, type ProblemCode } from '@nat/contracts';
import type { z } from 'zod';
import type { AnswerDefinition, EndpointDefinition } from './endpoint-definition';
import { endpoints } from './endpoints';
import { type JsonObject, OpenApiSchemas } from './openapi-schemas';
import { pathIds } from './path-ids';

const refusedAnywhere: readonly ProblemCode[] = [
  'malformed_request',
  'headers_too_large',
  'unsupported_media_type',
  'internal_error',
  'dependency_unavailable',
  'draining',
];
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
const refusedWithBody: readonly ProblemCode[] = ['payload_too_large', 'invalid'];

let document: JsonObject | undefined;

/** The OpenAPI 3.1 document of the public API, derived from the endpoint table and the schemas of contracts. */
export function openApiDocument(): JsonObject {
  if (document) return document;
  const schemas = new OpenApiSchemas();
  document = {
    openapi: '3.1.0',
    info: { title: 'Nat', version: '1', description: 'Questions to a NationBuilder nation, answered.' },
    servers: [{ url: '/' }],
    paths: paths(schemas),
    components: {
      securitySchemes: { session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: schemas.all(),
    },
  };
  return document;
}

function paths(schemas: OpenApiSchemas): JsonObject {
  const result: Record<string, JsonObject> = {};
  for (const [operationId, endpoint] of Object.entries(endpoints) as [string, EndpointDefinition][]) {
    (result[endpoint.path] ??= {})[endpoint.method.toLowerCase()] = operation(operationId, endpoint, schemas);
  }
  return result;
}

function operation(operationId: string, endpoint: EndpointDefinition, schemas: OpenApiSchemas): JsonObject {
  const parameters = parametersOf(endpoint, schemas);
  const optional = endpoint.body?.safeParse(undefined).success ?? false;
  return {
    operationId,
    summary: endpoint.summary,
    description: `Who: ${endpoint.access}.`,
    security: endpoint.access === 'public' ? [] : [{ session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(endpoint.body && {
      requestBody: { required: !optional, content: { 'application/json': { schema: schemas.schema(endpoint.body, 'input') } } },
    }),
    responses: { ...answersOf(endpoint, schemas), ...problemsOf(endpoint, schemas) },
  };
}

function parametersOf(endpoint: EndpointDefinition, schemas: OpenApiSchemas): JsonObject[] {
  const header = (name: string, required: boolean, description: string): JsonObject => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  const inPath = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as keyof typeof pathIds);
  return [
    ...inPath.map(name => ({ name, in: 'path', required: true, schema: schemas.schema(pathIds[name], 'input') })),
    ...(endpoint.query ? queryParameters(endpoint.query, schemas) : []),
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

/** One parameter per field of the query string; one that may be left out is not required. */
function queryParameters({ shape }: z.ZodObject, schemas: OpenApiSchemas): JsonObject[] {
  return Object.entries(shape as Record<string, z.ZodType>).map(([name, field]) => ({
    name,
    in: 'query',
    required: !field.safeParse(undefined).success,
    schema: schemas.schema(field, 'input'),
  }));
}

function answersOf({ answers }: EndpointDefinition, schemas: OpenApiSchemas): JsonObject {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, schema, text }]: [string, AnswerDefinition]) => [
      status,
      {
        description,
        ...((schema ?? text) && {
          content: {
            ...(schema && { 'application/json': { schema: schemas.schema(schema, 'output') } }),
            ...(text && { [text]: { schema: { type: 'string' } } }),
          },
        }),
      },
    ]),
  );
}

/** Codes of the refusals that an endpoint may answer. */
export function problemCodesOf({ access, query, body, problems }: EndpointDefinition): ReadonlySet<ProblemCode> {
  return new Set([
    ...refusedAnywhere,
    ...(access === 'public' ? [] : refusedWithSession),
    ...(query ? refusedWithQuery : []),
    ...(body ? refusedWithBody : []),
    ...problems,
  ]);
}

/** One answer per status, naming the codes that it may carry. */
function problemsOf(endpoint: EndpointDefinition, schemas: OpenApiSchemas): JsonObject {
  const content = { 'application/problem+json': { schema: schemas.schema(Problem, 'output') } };
  const answers: Record<string, JsonObject> = {};
  for (const code of [...problemCodesOf(endpoint)].toSorted()) {
    const status = String(problemStatus[code]);
    const others = answers[status] ? `${String(answers[status]['description'])}, ` : '';
    answers[status] = { description: `${others}\`${code}\``, content };
  }
  return answers;
}
