/** One thing that is wrong with a record in a write. */
export interface Problem {
  readonly attribute: string;
  /** Said of the attribute: "can't be blank". */
  readonly message: string;
  readonly code: string;
  /** Set on a sideposted record: which one, seen from the record that was posted. */
  readonly relationship?: { readonly name: string; readonly type: string; readonly id?: string; readonly tempId?: string };
}

interface ErrorDetails {
  readonly headers?: Record<string, string>;
  /** 422 in the form of JSON:API: one error each. */
  readonly problems?: readonly Problem[];
  /** 422 in the flat form after all. */
  readonly flat?: true;
  readonly validationErrors?: readonly string[];
}

/**
 * An answer that is not a success, in the shapes of the vendor: flat `{code, message}` for most, `{message}` for 429,
 * a JSON:API `errors` array for 422. The code is stable; the message is not, and gets a varying suffix when it is sent.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string | null,
    message: string,
    readonly details: ErrorDetails = {},
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
export const invalidCustomField = (slug: string): ApiError =>
  new ApiError(400, 'invalid_custom_field', `Unknown custom field "${slug}"`);
export const unprocessable = (problems: readonly Problem[]): ApiError =>
  new ApiError(422, 'unprocessable_entity', 'Validation Error', { problems });
/** What suggestions and suggestion boxes answer to missing values and taken slugs. */
export const validationFailed = (problems: readonly Problem[]): ApiError =>
  new ApiError(400, 'validation_failed', 'Validation Failed.', {
    validationErrors: problems.map(({ attribute, message }) => `${attribute} ${message}`),
  });
/** What suggestions answer to a key that names nothing. */
export const referenceMissing = (singular: string, id: string): ApiError =>
  new ApiError(422, 'unprocessable_entity', `The referenced resource '${singular}' with id '${id}' could not be found.`, {
    flat: true,
  });

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
  const { code, details } = error;
  if (error.status === 422 && !details.flat) {
    const problems = details.problems ?? [{ attribute: 'base', message: error.message, code: 'invalid' }];
    const errors = problems.map(problem => problemBody(problem, code, sequence));
    return { contentType: 'application/vnd.api+json', body: { errors } };
  }
  const message = varied(error.message, sequence);
  const validation = details.validationErrors && { validation_errors: details.validationErrors };
  return { contentType: 'application/json', body: { ...(code && { code }), message, ...validation } };
}

/** The problem of a sideposted record stands under the name of its relationship. */
function problemBody({ attribute, message, code, relationship }: Problem, errorCode: string | null, sequence: number): unknown {
  const text = varied(message, sequence);
  const meta = { attribute, message: text, code };
  const name = attribute.replaceAll('_', ' ');
  return {
    code: errorCode,
    status: '422',
    title: 'Validation Error',
    detail: attribute === 'base' ? text : `${name.charAt(0).toUpperCase()}${name.slice(1)} ${text}`,
    source: { pointer: relationship ? `/data/relationships/${relationship.name}` : `/data/attributes/${attribute}` },
    meta: relationship ? { [relationship.name]: { ...meta, ...identityOf(relationship) } } : meta,
  };
}

const identityOf = ({ type, id, tempId }: NonNullable<Problem['relationship']>) => ({
  type,
  ...(id !== undefined && { id }),
  ...(tempId !== undefined && { 'temp-id': tempId }),
});
