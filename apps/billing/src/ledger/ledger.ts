import { Decimal, type UsageRecorded } from '@nat/contracts';

/** A measured fact that a bill is made of. `usageId` counts once, for ever. */
export interface LedgerLine {
  usageId: string;
  meter: string;
  periodId: string;
  /** Exact decimal as text. */
  quantity: Decimal;
  occurredAt: string;
  /** `<catalog>@<version>` it was admitted under. */
  catalogVersion: string;
}

/** A period's ledger of one meter, added up. */
export interface LedgerSum {
  quantity: Decimal;
  lines: number;
}

/** One line per meter of the event. */
export function linesOf({ data }: UsageRecorded): LedgerLine[] {
  const { usageId, periodId, occurredAt, catalogVersion } = data;
  return data.meters.map(({ meter, quantity }) => ({ usageId, meter, periodId, quantity, occurredAt, catalogVersion }));
}

/** Most decimal places a quantity has; see `Decimal` in contracts. */
const scale = 12;

/** The exact sum: never through binary floating point. */
export function sum(quantities: Iterable<Decimal>): Decimal {
  let total = 0n;
  for (const quantity of quantities) {
    const [whole = '0', fraction = ''] = quantity.replace('-', '').split('.');
    const magnitude = BigInt(whole + fraction.padEnd(scale, '0'));
    total += quantity.startsWith('-') ? -magnitude : magnitude;
  }
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(-scale).replace(/0+$/, '');
  return `${total < 0n ? '-' : ''}${digits.slice(0, -scale)}${fraction && `.${fraction}`}`;
}
