import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type Metadata = Record<string, string>;

export interface StoredProduct {
  id: string;
  created: number;
  name: string;
  metadata: Metadata;
}

export interface StoredPrice {
  id: string;
  created: number;
  product: string;
  active: boolean;
  currency: string;
  unitAmount: number;
  interval: 'month' | 'year';
  lookupKey?: string;
  metadata: Metadata;
}

export interface StoredCustomer {
  id: string;
  created: number;
  name?: string;
  email?: string;
  description?: string;
  defaultPaymentMethod?: string;
  metadata: Metadata;
}

export interface StoredSubscription {
  id: string;
  itemId: string;
  created: number;
  customer: string;
  price: string;
  quantity: number;
  /** Unix seconds; periods are counted from here. */
  anchor: number;
  /** Unix seconds: the end of the period in which its cancellation was asked for. */
  cancelAt?: number;
  canceledAt?: number;
  endedAt?: number;
  latestInvoice: string;
  metadata: Metadata;
}

/** The stored answer to a POST under an idempotency key. */
export interface StoredAnswer {
  /** Method, path and body it answers; anything else under the same key is an error. */
  request: string;
  status: number;
  body: unknown;
  created: number;
}

/** All the double knows, as one JSON document. */
export interface StripeData {
  sequence: number;
  products: Record<string, StoredProduct>;
  prices: Record<string, StoredPrice>;
  customers: Record<string, StoredCustomer>;
  subscriptions: Record<string, StoredSubscription>;
  answers: Record<string, StoredAnswer>;
}

const keyLifeSeconds = 24 * 3600;

/** The double's memory. With a file it survives a kill at any instant: the file is replaced as a whole before the answer goes out. */
export class StripeState {
  readonly data: StripeData;

  constructor(
    private readonly file: string | undefined,
    private readonly now: () => number,
  ) {
    const stored = file && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StripeData) : undefined;
    this.data = stored ?? { sequence: 0, products: {}, prices: {}, customers: {}, subscriptions: {}, answers: {} };
  }

  /** Unix seconds, the vendor's resolution. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Ids that sort as they were made. */
  id(prefix: string): string {
    this.data.sequence += 1;
    return `${prefix}_sandbox${String(this.data.sequence).padStart(8, '0')}`;
  }

  /** Keys are forgotten after a day, as the vendor may. */
  answerOf(key: string): StoredAnswer | undefined {
    this.prune();
    return this.data.answers[key];
  }

  save(): void {
    this.prune();
    if (!this.file) return;
    mkdirSync(dirname(this.file), { recursive: true });
    const next = `${this.file}.next`;
    writeFileSync(next, JSON.stringify(this.data));
    renameSync(next, this.file);
  }

  private prune(): void {
    const oldest = this.seconds() - keyLifeSeconds;
    for (const [key, { created }] of Object.entries(this.data.answers)) if (created < oldest) delete this.data.answers[key];
  }
}
