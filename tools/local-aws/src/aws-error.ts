/**
 * An error as the service answers it. `code` is the exception's name without namespace; `detail` are further
 * members of the body (such as `CancellationReasons`).
 */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly options: { status?: number; detail?: object; queryCode?: string } = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** An error that dynalite throws: it carries its finished body. */
interface PreparedError {
  statusCode: number;
  body: { __type: string; message?: string; Message?: string };
}

export function isPreparedError(error: unknown): error is PreparedError {
  return typeof error === 'object' && error !== null && 'statusCode' in error && 'body' in error;
}

/** Account and region of everything this endpoint creates. */
export const account = '000000000000';
export const region = 'us-east-1';
