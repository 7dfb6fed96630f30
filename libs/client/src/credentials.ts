import type { NatProblem } from './nat-problem';

/** What a request shows for who sends it. */
export interface Pass {
  readonly accessToken: string;
  /** Absent where a token was given from outside. */
  readonly sessionId?: string;
}

/** Where the passes of requests come from. */
export interface Credentials {
  /** Undefined where nobody is signed in: then the request goes without. Rejects where a sign-in turns out to have ended. */
  pass(): Promise<Pass | undefined>;
  /** The next pass of the same session after one was refused. Rejects with what is to be told where there is none. */
  afterRefusal(refused: Pass, refusal: NatProblem): Promise<Pass>;
}

/** A token that somebody else looks after: fixed, or asked for before each request. */
export function givenToken(token: string | (() => string | Promise<string>)): Credentials {
  return {
    pass: async () => ({ accessToken: typeof token === 'function' ? await token() : token }),
    afterRefusal: (_, refusal) => Promise.reject(refusal),
  };
}
