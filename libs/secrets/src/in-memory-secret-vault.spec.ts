import { describeSecretVault } from '../test/describe-secret-vault';
import { InMemorySecretVault } from './in-memory-secret-vault';

describeSecretVault('in memory', () => new InMemorySecretVault());

it('shows tests all that can still be read, and nothing else', async () => {
  const vault = new InMemorySecretVault();
  for (const value of ['1', '2', '3']) await vault.claim('one', value, value);
  await vault.createOnce('other', '4');
  expect([vault.names(), vault.values()]).toEqual([
    ['one', 'other'],
    ['2', '3', '4'],
  ]);
  await vault.erase('one');
  expect([vault.names(), vault.values()]).toEqual([['other'], ['4']]);
});
