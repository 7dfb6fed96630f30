import { Clock } from '@nat/service-kit';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Siblings } from './siblings';

/** The public keys of sessions as auth publishes them (RFC 7517). */
export const KeyDocument = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });
export type KeyDocument = z.output<typeof KeyDocument>;

/** Milliseconds; a new key is published 24 h before its first use, so a minute is nothing. */
const freshFor = 60_000;

/** auth's key document, asked for at most once a minute. While auth is down the last one is served. */
@Injectable()
export class SigningKeys {
  private last: { document: KeyDocument; readAt: number } | undefined;
  private reading: Promise<KeyDocument> | undefined;

  constructor(
    private readonly siblings: Siblings,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<KeyDocument> {
    if (this.last && this.clock.monotonic() - this.last.readAt < freshFor) return this.last.document;
    this.reading ??= this.fetch().finally(() => (this.reading = undefined));
    const last = this.last;
    return last ? this.reading.catch(() => last.document) : this.reading;
  }

  private async fetch(): Promise<KeyDocument> {
    const call = { method: 'GET', path: '/.well-known/jwks.json', schema: KeyDocument, timeoutMs: 2_000 } as const;
    const document = await this.siblings.auth.call(call);
    this.last = { document, readAt: this.clock.monotonic() };
    return document;
  }
}
