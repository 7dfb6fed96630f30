import {
  GetSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AwsSecretVault } from './aws-secret-vault';

it('has nothing to tell of a version that somebody else wrote and that was replaced twice before it could be read', async () => {
  const facts = { $metadata: {}, message: 'no' };
  const client = {
    send: (command: unknown) =>
      Promise.reject(
        command instanceof GetSecretValueCommand ? new ResourceNotFoundException(facts) : new ResourceExistsException(facts),
      ),
  };
  const vault = new AwsSecretVault(client as unknown as SecretsManagerClient);
  expect(await vault.claim('nat/test', '00000000-0000-8000-a000-000000000000', 'mine')).toBeUndefined();
});
