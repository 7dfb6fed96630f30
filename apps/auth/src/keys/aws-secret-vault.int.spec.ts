import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientSettings } from '@nat/dynamo';
import { describeSecretVault } from '../../test/describe-secret-vault';
import { aws } from '../../test/local-table';
import { AwsSecretVault } from './aws-secret-vault';

const client = new SecretsManagerClient(clientSettings(aws));
afterAll(() => client.destroy());

describeSecretVault('AWS Secrets Manager', () => new AwsSecretVault(client));

it('says that the vault cannot be reached, as a dependency that is down', async () => {
  const nowhere = new SecretsManagerClient(clientSettings({ ...aws, endpoint: 'http://127.0.0.1:9' }));
  await expect(new AwsSecretVault(nowhere).current('nat/test/none')).rejects.toMatchObject({ code: 'dependency_unavailable' });
});
