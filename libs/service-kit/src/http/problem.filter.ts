import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { ProblemCode } from '@nat/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { correlationId } from '../context/request-context';
import { AppError } from '../errors/app-error';
import { fieldErrors } from '../errors/parse-body';

/** What Fastify and Nest themselves refuse, in our words. Anything not listed is judged by its status. */
const byFastifyCode: Record<string, [ProblemCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', 'The request body is larger than this endpoint accepts.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send the body as application/json in UTF-8, not compressed.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed_request', 'The body is empty; send a JSON object.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed_request', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed_request', 'The body is shorter or longer than its Content-Length.'],
};

const byStatus: Record<number, [ProblemCode, string]> = {
  400: ['malformed_request', 'The request cannot be read.'],
  404: ['not_found', 'There is nothing at this address.'],
  405: ['method_not_allowed', 'This address does not take that method.'],
  413: ['payload_too_large', 'The request body is larger than this endpoint accepts.'],
  415: ['unsupported_media_type', 'Send the body as application/json in UTF-8, not compressed.'],
};

/** Turns whatever was thrown into an {@link AppError}; undefined for a defect of ours. */
export function knownError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (error instanceof z.ZodError) return new AppError('invalid', 'The request is not valid.', { errors: fieldErrors(error) });
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const known = (typeof code === 'string' && byFastifyCode[code]) || (typeof status === 'number' && byStatus[status]);
  return known ? new AppError(known[0], known[1]) : undefined;
}

/** Writes a problem document with the headers that belong to its code. Never a stack, never an upstream body. */
export function sendProblem(reply: FastifyReply, error: AppError, requestId: string): void {
  const document = error.toProblem(requestId);
  if (error.status === 401)
    void reply.header(
      'www-authenticate',
      `Bearer realm="nat", error="${error.code === 'unauthenticated' ? 'invalid_request' : 'invalid_token'}"`,
    );
  if (error.status === 429 || error.status === 503) void reply.header('retry-after', String(error.more.retryAfter ?? 1));
  void reply
    .status(error.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(document));
}

/** The one filter of every service: RFC 9457 for each error; what nobody expected is logged and answered as a plain 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const requestId = correlationId(request.id);
    const known = knownError(error);
    if (!known) this.logger.error({ event: 'defect', requestId, error: describeDefect(error) });
    if (reply.sent) return;
    sendProblem(
      reply,
      known ?? new AppError('internal_error', 'Something went wrong on our side. Nothing of your request was counted.'),
      requestId,
    );
  }
}

/** Name, message and stack of a defect for the log. Messages of our own code hold no people's data. */
function describeDefect(error: unknown): string {
  return error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error);
}
