import 'reflect-metadata';
import { endpoints } from './endpoints';
import { openApiDocument } from './openapi';
import { AccountController } from './account/account.controller';
import { BillingController } from './account/billing.controller';
import { NationSettingsController } from './account/nation-settings.controller';
import { AuditController } from './audit/audit.controller';
import { ActionsController } from './changes/actions.controller';
import { ConfirmationsController } from './changes/confirmations.controller';
import { BrowserController } from './browser/browser.controller';
import { ConnectionsController } from './connections/connections.controller';
import { ConversationsController } from './conversations/conversations.controller';
import { endpointOf } from './endpoint-metadata';
import { ClaimsController } from './members/claims.controller';
import { InvitesController } from './members/invites.controller';
import { MembersController } from './members/members.controller';
import { ExportsController } from './queries/exports.controller';
import { QueriesController } from './queries/queries.controller';
import { SessionsController } from './sessions/sessions.controller';
import { SystemController } from './system.controller';

type Operation = {
  operationId: string;
  requestBody?: { required: boolean };
  responses: Record<string, { description: string }>;
  security: object[];
  parameters?: { name: string; in: string; required: boolean }[];
};
const controllers = [
  QueriesController,
  ExportsController,
  ConversationsController,
  ConfirmationsController,
  ActionsController,
  AuditController,
  BillingController,
  AccountController,
  SessionsController,
  ConnectionsController,
  BrowserController,
  NationSettingsController,
  MembersController,
  InvitesController,
  ClaimsController,
  SystemController,
];
const document = openApiDocument();
const paths = document['paths'] as Record<string, Record<string, Operation>>;

it('describes every endpoint of the table and nothing else', () => {
  const operations = Object.values(paths).flatMap(methods => Object.values(methods));
  expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(endpoints).toSorted());
});

it('refers only to schemas that it holds, and holds only what it refers to', () => {
  const text = JSON.stringify(document);
  const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
  const { schemas } = document['components'] as { schemas: object };
  expect(referred).toEqual(new Set(Object.keys(schemas)));
});

it('tells how a question is asked', () => {
  const ask = paths['/v1/queries']!['post']!;
  expect(ask.security).toEqual([{ session: [] }]);
  expect(ask.parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', required: true }));
  expect(ask.requestBody?.required).toBe(true);
  expect(ask.responses['429']?.description).toBe('`concurrency_limited`, `quota_exceeded`, `rate_limited`');
  const { AskRequest } = (document['components'] as { schemas: Record<string, unknown> }).schemas;
  expect(AskRequest).toMatchObject({ additionalProperties: false, required: ['text'] });
});

it('tells how a file is fetched', () => {
  const { parameters, responses } = paths['/v1/exports/{exportId}']!['get']!;
  expect(parameters).toContainEqual(
    expect.objectContaining({ name: 'exportId', schema: { $ref: '#/components/schemas/ExportId' } }),
  );
  expect(responses['200']).toMatchObject({ content: { 'text/csv': {} } });
});

it('tells that the audit log is a page or a file', () => {
  const { responses } = paths['/v1/audit-log']!['get']!;
  const page = { schema: { $ref: '#/components/schemas/AuditLogPage' } };
  expect(responses['200']).toMatchObject({ content: { 'application/json': page, 'text/csv': {} } });
});

it('tells what a list may be filtered by', () => {
  const { parameters, responses } = paths['/v1/confirmations']!['get']!;
  const inQuery = parameters!.filter(parameter => parameter.in === 'query');
  expect(inQuery.map(({ name, required }) => [name, required])).toEqual([
    ['limit', false],
    ['cursor', false],
    ['status', false],
    ['conversationId', false],
  ]);
  expect(inQuery[0]).toMatchObject({ schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } });
  expect(responses['422']?.description).toBe('`invalid`');
});

it('tells how a change is taken back', () => {
  const { parameters, requestBody, responses } = paths['/v1/actions/{actionId}/undo']!['post']!;
  expect(parameters).toContainEqual(expect.objectContaining({ name: 'Idempotency-Key', required: true }));
  expect(requestBody?.required).toBe(false);
  expect(responses['202']).toMatchObject({
    content: { 'application/json': { schema: { $ref: '#/components/schemas/UndoAnswer' } } },
  });
});

it('has exactly one handler for every endpoint', () => {
  const handlers = controllers.flatMap(controller =>
    Object.getOwnPropertyNames(controller.prototype)
      .map(name => (controller.prototype as unknown as Record<string, object>)[name]!)
      .filter(handler => Reflect.hasMetadata('nat:endpoint', handler)),
  );
  const served = handlers.map(handler => endpointOf(handler));
  expect(served).toHaveLength(Object.keys(endpoints).length);
  expect(new Set(served)).toEqual(new Set(Object.values(endpoints)));
});
