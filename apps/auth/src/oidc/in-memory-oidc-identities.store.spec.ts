import { describeOidcIdentitiesStore } from '../../test/describe-oidc-identities-store';
import { InMemoryOidcIdentitiesStore } from './in-memory-oidc-identities.store';

describeOidcIdentitiesStore('in memory', () => {
  const users = new Map<string, { name: string }>();
  return { store: new InMemoryOidcIdentitiesStore(users), nameOf: userId => Promise.resolve(users.get(userId)?.name) };
});
