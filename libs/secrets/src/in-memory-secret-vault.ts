import { SecretVault } from './secret-vault';

/** Versions that have a stage label: the current and the one before. */
const kept = 2;

/** The vault of tests. It forgets older versions at once, the harshest that Secrets Manager may do. */
export class InMemorySecretVault extends SecretVault {
  private readonly secrets = new Map<string, Map<string, string>>();

  claim(name: string, versionId: string, value: string): Promise<string | undefined> {
    const versions = this.secrets.get(name) ?? new Map<string, string>();
    this.secrets.set(name, versions);
    // The id of a forgotten version is taken for good: whoever comes late cannot push out what is in force.
    if (!versions.has(versionId)) versions.set(versionId, value);
    return this.get(name, versionId);
  }

  get(name: string, versionId: string): Promise<string | undefined> {
    const newest = [...(this.secrets.get(name) ?? [])].slice(-kept);
    return Promise.resolve(newest.find(([version]) => version === versionId)?.[1]);
  }

  createOnce(name: string, value: string): Promise<string> {
    const versions = this.secrets.get(name);
    if (versions?.size) return Promise.resolve([...versions.values()].at(-1)!);
    this.secrets.set(name, new Map([['first', value]]));
    return Promise.resolve(value);
  }

  current(name: string): Promise<string | undefined> {
    return Promise.resolve([...(this.secrets.get(name)?.values() ?? [])].at(-1));
  }

  /** Deletes a secret at once, as its erasure does in the end. */
  forget(name: string): void {
    this.secrets.delete(name);
  }

  /** Names of all secrets, for tests that look for what must not be there. */
  names(): string[] {
    return [...this.secrets.keys()];
  }
}
