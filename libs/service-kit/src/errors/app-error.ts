import { type Problem, problem, type ProblemCode, type ProblemDetails, problemStatus } from '@nat/contracts';

/** An error somebody is told about: it knows its code, so its HTTP status, and says in plain words what to do. */
export class AppError extends Error {
  readonly status: number;

  /**
   * @param code stable code of the closed list in contracts.
   * @param detail shown to people: what happened and what to do; never an upstream body, an internal host or a stack.
   */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly more: ProblemDetails = {},
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
    this.name = new.target.name;
    this.status = problemStatus[code];
  }

  /** The RFC 9457 document of this error. */
  toProblem(requestId: string): Problem {
    return problem(this.code, this.detail, requestId, this.more);
  }
}
