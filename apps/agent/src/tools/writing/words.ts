/** `$1,234.50`. */
export function dollars(cents: number): string {
  return (cents / 100).toLocaleString('en-US', { style: 'currency', currency: 'USD' });
}

/** A field as people read it: `home_address_attributes` is the home address, `amount_in_cents` the amount. */
export function fieldWords(name: string): string {
  return name.replace(/_attributes$|_in_cents$|_id$/, '').replaceAll('_', ' ');
}

/** A parameter that is a text; empty for anything else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
