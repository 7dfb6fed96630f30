import { AuditChain, AuditLogPage, AuditLogRequest } from '@nat/contracts';
import type { EndpointDefinition } from '../endpoint-definition';

/** What happened in a nation, and the proof that nobody changed what was written of it. */
export const auditEndpoints = {
  listAuditLog: {
    method: 'GET',
    path: '/v1/audit-log',
    summary: 'Who did what in the nation, newest first; under `Accept: text/csv` all that matches as a file, without pages',
    access: 'admin',
    query: AuditLogRequest,
    answers: { 200: { description: 'A page of the log, or the file', schema: AuditLogPage, text: 'text/csv' } },
    problems: ['cursor_invalid'],
  },
  checkAuditLog: {
    method: 'GET',
    path: '/v1/audit-log/chain',
    summary: 'Compare the whole log with its chain of hashes',
    access: 'admin',
    answers: { 200: { description: 'That it is intact, or the first place where it is not', schema: AuditChain } },
    problems: [],
  },
} as const satisfies Record<string, EndpointDefinition>;
