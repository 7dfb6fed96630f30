/** An answer that is not a success, in the shape the SDK turns into its exceptions: `{ error: { type, code, message, param } }`. */
export class StripeError extends Error {
  constructor(
    readonly status: number,
    readonly type: 'invalid_request_error' | 'idempotency_error' | 'api_error',
    message: string,
    readonly code?: string,
    readonly param?: string,
  ) {
    super(message);
  }

  body(requestId: string) {
    const { type, code, message, param } = this;
    return {
      error: { type, ...(code && { code }), message, ...(param && { param }), request_log_url: `/requests/${requestId}` },
    };
  }
}

export function missing(kind: string, id: string, param = 'id'): StripeError {
  return new StripeError(404, 'invalid_request_error', `No such ${kind}: '${id}'`, 'resource_missing', param);
}

export function unfit(message: string, param?: string, code?: string): StripeError {
  return new StripeError(400, 'invalid_request_error', message, code, param);
}
