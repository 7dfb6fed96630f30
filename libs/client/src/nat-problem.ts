import { Problem, ProblemCode, problem, problemStatus } from '@nat/contracts';
import { z } from 'zod';

/** A problem document as this release reads it: a code that a newer server invented is told by its status. */
const anyProblem = Problem.extend({ code: z.string() });

const codeOfUnknown: Record<number, ProblemCode> = {
  401: 'unauthenticated',
  402: 'subscription_inactive',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'payload_too_large',
  429: 'rate_limited',
};

/** The code itself when this release knows it, else the plainest code of the same status (protocol, section 5). */
export function knownCode(code: string, status: number): ProblemCode {
  const known = ProblemCode.safeParse(code);
  if (known.success) return known.data;
  return codeOfUnknown[status] ?? (status >= 500 ? 'dependency_unavailable' : 'malformed_request');
}

/** Reads a problem document; undefined when it is none. */
export function readProblem(document: unknown): Problem | undefined {
  const parsed = anyProblem.safeParse(document);
  return parsed.success ? { ...parsed.data, code: knownCode(parsed.data.code, parsed.data.status) } : undefined;
}

/** Nat refused or could not answer. `message` is the problem's own sentence for people; branch on `code`. */
export class NatProblem extends Error {
  /** @param problem the RFC 9457 document of the answer. */
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problem.detail, options);
    this.name = 'NatProblem';
  }

  get code(): ProblemCode {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }

  /** True when the same request may succeed later without a change. */
  get retryable(): boolean {
    return this.problem.retryable;
  }

  /** Seconds to wait before the next attempt, where the server says so. */
  get retryAfter(): number | undefined {
    return this.problem.retryAfter;
  }

  /** The problem of an answer that is not a success; one made from the status when the body is no problem document. */
  static async from(response: Response): Promise<NatProblem> {
    const document = readProblem(await response.json().catch(() => undefined));
    if (document) return new NatProblem(document);
    const code = knownCode('', response.status);
    const detail = `The server answered ${response.status} without saying why.`;
    const made = problem(code, detail, response.headers.get('x-request-id') ?? 'unknown');
    return new NatProblem({ ...made, status: response.status });
  }

  /** The server could not be reached at all, or the connection was lost more often than we try again. */
  static unreachable(cause: unknown): NatProblem {
    const detail = 'Nat cannot be reached. Check the connection and the address, then try again.';
    return new NatProblem(
      { ...problem('dependency_unavailable', detail, 'none'), status: problemStatus.dependency_unavailable },
      { cause },
    );
  }
}
