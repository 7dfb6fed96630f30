/** What the Messages API calls its errors; `request_too_large` is documented for status 413 and missing from the SDK's union. */
export type ApiErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'api_error'
  | 'timeout_error'
  | 'overloaded_error'
  | (string & {});

/** The wire form of an error, the same in an HTTP body and in an `error` event of a stream. */
export interface ErrorBody {
  type: 'error';
  error: { type: ApiErrorType; message: string; details?: Record<string, unknown> };
  request_id: string;
}

/** An answer of the API other than 200: thrown anywhere while a request is handled, written once by the server. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly type: ApiErrorType,
    message: string,
    readonly extra: { headers?: Record<string, string>; details?: Record<string, unknown> } = {},
  ) {
    super(message);
  }

  body(requestId: string): ErrorBody {
    const { details } = this.extra;
    const error = { type: this.type, message: this.message, ...(details && { details }) };
    return { type: 'error', error, request_id: requestId };
  }
}

export const invalidRequest = (message: string): ApiError => new ApiError(400, 'invalid_request_error', message);
