import { describeSecretVault } from '../test/describe-secret-vault';
import { InMemorySecretVault } from './in-memory-secret-vault';

describeSecretVault('in memory', () => new InMemorySecretVault());
