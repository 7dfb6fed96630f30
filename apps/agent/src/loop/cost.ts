import type { ModelUsage, TokenCounts } from '@nat/contracts';

/** Micro-dollars per million tokens, by class. Rows are data: a new price is a new row, old calls keep theirs. */
export interface PriceRow {
  /** The model's name without a date; dated names of it share the row. */
  model: string;
  /** RFC 3339; the price holds for calls that start at this instant or later, until the next row. */
  effectiveFrom: string;
  /** Largest prompt in tokens, cached ones included, the row is for; absent: any. */
  promptUpTo?: number;
  input: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  cacheRead: number;
  output: number;
}

/** Names the table as a whole; stored with every query so that its cost can be explained later. */
export const priceVersion = '2026-11-01';

/** Source: design card agent.md section 10. */
export const priceTable: readonly PriceRow[] = [
  {
    model: 'claude-haiku-4-5',
    effectiveFrom: '2025-10-01T00:00:00.000Z',
    input: 1_000_000,
    cacheWrite5m: 1_250_000,
    cacheWrite1h: 2_000_000,
    cacheRead: 100_000,
    output: 5_000_000,
  },
  {
    model: 'claude-haiku-5-5',
    effectiveFrom: '2026-01-01T00:00:00.000Z',
    promptUpTo: 100_000,
    input: 100_000,
    cacheWrite5m: 125_000,
    cacheWrite1h: 200_000,
    cacheRead: 10_000,
    output: 500_000,
  },
  {
    model: 'claude-haiku-5-5',
    effectiveFrom: '2026-01-01T00:00:00.000Z',
    input: 500_000,
    cacheWrite5m: 625_000,
    cacheWrite1h: 1_000_000,
    cacheRead: 50_000,
    output: 2_500_000,
  },
];

const classes = ['input', 'cacheWrite5m', 'cacheWrite1h', 'cacheRead', 'output'] as const;
const million = 1_000_000n;

export const noTokens: TokenCounts = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0 };

export function addTokens(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    input: a.input + b.input,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
    cacheRead: a.cacheRead + b.cacheRead,
    output: a.output + b.output,
  };
}

/** The price of a call: the newest row in force at its start that its prompt fits. Undefined for a model without a price. */
export function priceOf(model: string, startedAt: string, tokens: TokenCounts, table = priceTable): PriceRow | undefined {
  const prompt = tokens.input + tokens.cacheWrite5m + tokens.cacheWrite1h + tokens.cacheRead;
  const inForce = table.filter(
    row =>
      (model === row.model || (/^-\d{8}$/.test(model.slice(row.model.length)) && model.startsWith(row.model))) &&
      row.effectiveFrom <= startedAt &&
      prompt <= (row.promptUpTo ?? Number.POSITIVE_INFINITY),
  );
  const newer = (a: PriceRow, b: PriceRow): number =>
    b.effectiveFrom.localeCompare(a.effectiveFrom) || (a.promptUpTo ?? Infinity) - (b.promptUpTo ?? Infinity);
  return inForce.sort(newer)[0];
}

/** Models that can be costed, so models that can be used. */
export const pricedModels = [...new Set(priceTable.map(({ model }) => model))] as [string, ...string[]];

/**
 * Adds up calls exactly: tokens times price in integers over all calls, divided by a million once, half up. Rounding each
 * call would let the sum drift from the provider's bill.
 */
export class CostMeter {
  private tokens: TokenCounts = noTokens;
  private numerator = 0n;

  /** @param carried what was added up before, see {@link exact}. */
  constructor(
    private readonly model: string,
    private readonly table = priceTable,
    carried?: { usage: TokenCounts; cost: string },
  ) {
    if (!carried) return;
    this.tokens = addTokens(noTokens, carried.usage);
    this.numerator = BigInt(carried.cost);
  }

  /** Tokens times price so far, not divided: what a meter that goes on later is given, so that nothing is rounded twice. */
  get exact(): string {
    return this.numerator.toString();
  }

  /** @param startedAt RFC 3339 instant at which the call began. */
  add(tokens: TokenCounts, startedAt: string): void {
    this.tokens = addTokens(this.tokens, tokens);
    const row = priceOf(this.model, startedAt, tokens, this.table);
    if (!row) return;
    for (const name of classes) this.numerator += BigInt(tokens[name]) * BigInt(row[name]);
  }

  /** Tokens and integer micro-dollars so far. */
  get usage(): ModelUsage {
    return { ...this.tokens, costMicroUsd: Number((this.numerator * 2n + million) / (million * 2n)) };
  }
}
