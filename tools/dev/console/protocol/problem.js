/**
 * @typedef {Omit<import('@nat/contracts').Problem, 'code'> & { code: string }} ProblemDocument
 */

/** Nat refused, or could not be reached. `message` is the sentence for people. */
export class NatProblem extends Error {
  /** @param {ProblemDocument} problem */
  constructor(problem) {
    super(problem.detail);
    this.name = 'NatProblem';
    this.problem = problem;
  }

  /** The problem that an answer holds, or one made from its status. @param {Response} response */
  static async from(response) {
    const document = await response.json().catch(() => undefined);
    const isProblem = typeof document?.code === 'string' && typeof document?.detail === 'string';
    return new NatProblem(isProblem ? document : unreadable(response.status));
  }

  /** No answer at all. */
  static unreachable() {
    return new NatProblem({ ...unreadable(503), detail: 'Nat cannot be reached. Is it still running?' });
  }

  /** Whatever was thrown, as a problem that can be shown. @param {unknown} error */
  static of(error) {
    if (error instanceof NatProblem) return error;
    const detail = `The page came upon something it does not understand: ${error instanceof Error ? error.message : String(error)}`;
    return new NatProblem({ ...unreadable(500), code: 'internal_error', retryable: false, detail });
  }
}

/** @param {number} status @returns {ProblemDocument} */
function unreadable(status) {
  return {
    type: 'urn:nat:problem:dependency_unavailable',
    title: 'Dependency unavailable',
    status,
    detail: `Nat answered something that is no answer (${status}).`,
    code: 'dependency_unavailable',
    requestId: 'none',
    retryable: status >= 500,
  };
}
