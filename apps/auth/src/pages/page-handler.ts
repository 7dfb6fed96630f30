import type { BrowserAnswer, BrowserRequest } from '@nat/contracts';

/** Answers one page. What a person cannot do is thrown as an `AppError`, and becomes a page too. */
export type PageHandler = (request: BrowserRequest) => Promise<BrowserAnswer>;
