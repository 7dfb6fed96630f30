/**
 * An answer that is not a success, in the shapes of the vendor: flat `{code, message}` for most, `{message}` for 429,
 * a JSON:API `errors` array for 422. The code is stable; the message is not, and gets a varying suffix when it is sent.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string | null,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

export const badRequest = (message: string): ApiError => new ApiError(400, 'bad_request', message);
export const notFound = (message = 'The requested record could not be found'): ApiError =>
  new ApiError(404, 'not_found', message);
export const unauthorized = (): ApiError => new ApiError(401, 'unauthorized', 'You are not authorized to access this content');
export const tokenExpired = (): ApiError => new ApiError(401, 'token_expired', 'The access token has expired');
export const panelAccessLost = (): ApiError =>
  new ApiError(403, null, 'The owner of this token can no longer access the control panel');

const CODES: Record<number, string | null> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: null,
  404: 'not_found',
  406: null,
  422: 'unprocessable_entity',
  429: null,
  500: 'server_error',
  502: 'bad_gateway',
  503: 'service_unavailable',
};

/** The error that belongs to a status, for faults on demand. */
export const errorOfStatus = (status: number): ApiError =>
  new ApiError(status, CODES[status] ?? null, `The request could not be completed (${status})`);

const SUFFIXES = ['', '.', ' (please check your request).', '. See the API documentation.', ' [v2]', '!'];

/** Message texts change between answers, so that no client can depend on them. The sequence is fixed: starts are repeatable. */
export function varied(message: string, sequence: number): string {
  return message + (SUFFIXES[sequence % SUFFIXES.length] ?? '');
}

/** Body and media type of an error. */
export function errorBody(error: ApiError, sequence: number): { contentType: string; body: unknown } {
  const message = varied(error.message, sequence);
  if (error.status === 422) {
    const detail = { attribute: 'base', message, code: 'invalid' };
    const entry = { code: error.code, status: '422', title: 'Validation Error', detail: message };
    return {
      contentType: 'application/vnd.api+json',
      body: { errors: [{ ...entry, source: { pointer: '/data/attributes/base' }, meta: detail }] },
    };
  }
  return { contentType: 'application/json', body: { ...(error.code && { code: error.code }), message } };
}
