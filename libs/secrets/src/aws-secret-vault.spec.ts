import {
  GetSecretValueCommand,
  InvalidRequestException,
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

it('is down while Secrets Manager still works on an erasure, and no defect', async () => {
  const message = "You can't create this secret because a secret with this name is already scheduled for deletion.";
  const erasing = new InvalidRequestException({ $metadata: { httpStatusCode: 400 }, message });
  const wrong = new InvalidRequestException({ $metadata: { httpStatusCode: 400 }, message: 'no' });
  const vaultThatSays = (error: Error) =>
    new AwsSecretVault({ send: () => Promise.reject(error) } as unknown as SecretsManagerClient);
  await expect(vaultThatSays(erasing).claim('nat/test', 'v', 'x')).rejects.toMatchObject({ code: 'dependency_unavailable' });
  await expect(vaultThatSays(wrong).claim('nat/test', 'v', 'x')).rejects.toBe(wrong);
});
