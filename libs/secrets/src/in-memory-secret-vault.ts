import { SecretVault } from './secret-vault';

/** Versions that have a stage label: the current and the one before. */
const kept = 2;

interface Secret {
  address: string;
  versions: Map<string, string>;
}

/** The vault of tests. It forgets older versions at once, the harshest that Secrets Manager may do. */
export class InMemorySecretVault extends SecretVault {
  private readonly secrets = new Map<string, Secret>();
  private created = 0;

  claim(secret: string, versionId: string, value: string): Promise<string | undefined> {
    const versions = (this.find(secret) ?? this.create(secret))?.versions;
    // The id of a forgotten version is taken for good: whoever comes late cannot push out what is in force.
    if (versions && !versions.has(versionId)) versions.set(versionId, value);
    return this.get(secret, versionId);
  }

  get(secret: string, versionId: string): Promise<string | undefined> {
    const newest = [...(this.find(secret)?.versions ?? [])].slice(-kept);
    return Promise.resolve(newest.find(([version]) => version === versionId)?.[1]);
  }

  createOnce(name: string, value: string): Promise<string> {
    const versions = this.find(name)?.versions;
    if (versions?.size) return Promise.resolve([...versions.values()].at(-1)!);
    this.create(name)?.versions.set('first', value);
    return Promise.resolve(value);
  }

  current(secret: string): Promise<string | undefined> {
    return Promise.resolve([...(this.find(secret)?.versions.values() ?? [])].at(-1));
  }

  addressOf(name: string): Promise<string | undefined> {
    return Promise.resolve(this.find(name)?.address);
  }

  erase(secret: string): Promise<void> {
    this.forget(secret);
    return Promise.resolve();
  }

  /** {@link erase} in one step of a test. */
  forget(secret: string): void {
    for (const [name, { address }] of this.secrets) if (secret === name || secret === address) this.secrets.delete(name);
  }

  /** Names of all secrets, for tests that look for what must not be there. */
  names(): string[] {
    return [...this.secrets.keys()];
  }

  /** Every value that can still be read, for the same. */
  values(): string[] {
    return [...this.secrets.values()].flatMap(({ versions }) => [...versions.values()].slice(-kept));
  }

  private find(secret: string): Secret | undefined {
    return this.secrets.get(secret) ?? [...this.secrets.values()].find(({ address }) => address === secret);
  }

  /** Nothing under an address: those of erased secrets are never used again. */
  private create(name: string): Secret | undefined {
    if (name.startsWith(addressPrefix)) return undefined;
    const secret = { address: `${addressPrefix}${++this.created}:${name}`, versions: new Map<string, string>() };
    this.secrets.set(name, secret);
    return secret;
  }
}

/** No name has a colon. */
const addressPrefix = 'memory:';
