import type { ConnectReturn } from '@nat/contracts';

/** The registered places a browser returns to from NationBuilder. */
export class ConnectReturns {
  /** @param web address of the web app that takes `result` or `error`; absent where there is no web app. */
  constructor(private readonly web: string | undefined) {}

  has(name: ConnectReturn): boolean {
    return name === 'page' || this.web !== undefined;
  }

  /** The address that tells the web app how it went; nothing where a page of our own says it. */
  locationOf(name: ConnectReturn, result: string): string | undefined {
    if (name === 'page' || this.web === undefined) return undefined;
    const location = new URL(this.web);
    location.searchParams.set(result === 'connected' ? 'result' : 'error', result);
    return location.href;
  }
}
