import { type OneTimeKind, OneTimeStore, type OneTimeValue } from './one-time.store';

/** The twin for tests. */
export class InMemoryOneTimeStore extends OneTimeStore {
  private readonly rows = new Map<string, { value: unknown; expiresAt: number }>();

  keep<Kind extends OneTimeKind>(kind: Kind, hash: string, value: OneTimeValue<Kind>, expiresAt: number): Promise<void> {
    this.rows.set(`${kind} ${hash}`, { value, expiresAt });
    return Promise.resolve();
  }

  take<Kind extends OneTimeKind>(kind: Kind, hash: string, nowSeconds: number): Promise<OneTimeValue<Kind> | undefined> {
    const row = this.rows.get(`${kind} ${hash}`);
    this.rows.delete(`${kind} ${hash}`);
    return Promise.resolve(row && row.expiresAt > nowSeconds ? (row.value as OneTimeValue<Kind>) : undefined);
  }
}
