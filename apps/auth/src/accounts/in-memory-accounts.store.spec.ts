import { describeAccountsStore } from '../../test/describe-accounts-store';
import { InMemoryAccountsStore } from './in-memory-accounts.store';

describeAccountsStore('in memory', () => new InMemoryAccountsStore());
