import type { BrowserPage, ProblemCode, Role } from '@nat/contracts';
import type { z } from 'zod';

/** What one endpoint answers under one status. */
export interface AnswerDefinition {
  description: string;
  /** Of a JSON body. */
  schema?: z.ZodType;
  /** Text of this media type, sent as it comes: instead of JSON, or where there is a schema beside it, as `Accept` says. */
  text?: 'text/event-stream' | 'text/csv' | 'text/html';
}

/** One public endpoint. Routing, access, validation and the OpenAPI document all come from this one value. */
export interface EndpointDefinition {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As in OpenAPI: `/v1/queries/{queryId}`. */
  path: string;
  summary: string;
  /** Who may call: anybody, whoever is signed in, or at least this role in the selected nation. */
  access: 'public' | 'signedIn' | Role;
  /** Of the query string; unknown parameters are refused. Endpoints without one ignore theirs. */
  query?: z.ZodObject;
  /** Of the JSON body; endpoints without one take none. */
  body?: z.ZodType;
  /** The header of that name is required. */
  idempotencyKey?: true;
  /** A page for people: its body is a form, and what it refuses it tells in a page. */
  page?: BrowserPage;
  /** Resumable: takes `Last-Event-ID` and `?after=`. */
  resumable?: true;
  /** Has a rate of its own and is not counted among the other calls of its user. */
  ownRate?: true;
  answers: Record<number, AnswerDefinition>;
  /** Refusals beyond those that every endpoint may answer. */
  problems: readonly ProblemCode[];
}
