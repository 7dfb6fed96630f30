/** What an operation may know about its request besides the body. */
export interface Call {
  /** Aborted when the caller has hung up. */
  signal: AbortSignal;
  /** The base of queue URLs, such as `http://127.0.0.1:4566`. */
  endpoint: string;
}

/** Answers a request body with a response body, or throws an `AwsError`. Each operation names the input it expects. */
export type Operation = { answer(input: object, call: Call): object | Promise<object> }['answer'];
export type Operations = Record<string, Operation>;
