import type { ExternalPerson } from '@nat/session';
import { type NewExternalPerson, OidcIdentitiesStore, personHash } from './oidc-identities.store';

/** The twin for tests: no await between reading and writing, so every call is one transaction. */
export class InMemoryOidcIdentitiesStore extends OidcIdentitiesStore {
  private readonly people = new Map<string, string>();
  private readonly used = new Set<string>();

  /** @param users of the accounts' twin, by their ids. */
  constructor(private readonly users: Pick<Map<string, { name: string }>, 'set'>) {
    super();
  }

  userOf(person: ExternalPerson): Promise<string | undefined> {
    return Promise.resolve(this.people.get(personHash(person)));
  }

  enter({ userId, name, ...person }: NewExternalPerson): Promise<string> {
    const known = this.people.get(personHash(person));
    if (!known) {
      this.people.set(personHash(person), userId);
      this.users.set(userId, { name });
    }
    return Promise.resolve(known ?? userId);
  }

  link({ userId, ...person }: ExternalPerson & { userId: string }): Promise<string> {
    const known = this.people.get(personHash(person));
    if (!known) this.people.set(personHash(person), userId);
    return Promise.resolve(known ?? userId);
  }

  useUp(tokenHash: string): Promise<boolean> {
    const first = !this.used.has(tokenHash);
    this.used.add(tokenHash);
    return Promise.resolve(first);
  }
}
