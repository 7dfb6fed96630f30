import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { conforms, failure, settings, unique } from './conforms';

const client = new SecretsManagerClient(settings);
const made: string[] = [];

async function secret(SecretString?: string) {
  const name = `nat/${unique('secret')}`;
  const created = await client.send(new CreateSecretCommand({ Name: name, SecretString }));
  made.push(name);
  return { name, arn: created.ARN!, versionId: created.VersionId };
}
const value = (SecretId: string, rest: Partial<GetSecretValueCommandInput> = {}) =>
  client.send(new GetSecretValueCommand({ SecretId, ...rest }));
const put = (SecretId: string, SecretString: string, ClientRequestToken?: string) =>
  client.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
const token = () => crypto.randomUUID();

afterAll(async () => {
  // A check that failed halfway may leave one that some peers do not delete twice.
  const removals = made.map(SecretId => client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })));
  await Promise.allSettled(removals);
  client.destroy();
});

describe('Secrets Manager', () => {
  conforms('gives a value back by name and by ARN', async () => {
    const { name, arn, versionId } = await secret('{"k":"v1"}');
    for (const id of [name, arn])
      expect(await value(id)).toMatchObject({
        Name: name,
        ARN: arn,
        SecretString: '{"k":"v1"}',
        VersionId: versionId,
        VersionStages: ['AWSCURRENT'],
      });
  });

  conforms('keeps bytes', async () => {
    const { name } = await secret('text');
    const SecretBinary = new Uint8Array([0, 255, 7]);
    await client.send(new PutSecretValueCommand({ SecretId: name, SecretBinary }));
    const found = await value(name);
    expect([...found.SecretBinary!]).toEqual([0, 255, 7]);
    expect(found.SecretString).toBeUndefined();
  });

  conforms('keeps the previous version', async () => {
    const { name, versionId } = await secret('one');
    const second = await put(name, 'two');
    await put(name, 'three');
    expect((await value(name)).SecretString).toBe('three');
    expect(await value(name, { VersionStage: 'AWSPREVIOUS' })).toMatchObject({
      SecretString: 'two',
      VersionId: second.VersionId,
    });
    expect((await value(name, { VersionId: second.VersionId })).SecretString).toBe('two');
    expect(second.VersionId).not.toBe(versionId);
  });

  conforms('writes a version once for one token', async () => {
    const { name } = await secret('one');
    const once = token();
    await put(name, 'two', once);
    await put(name, 'two', once);
    expect(await value(name)).toMatchObject({ SecretString: 'two', VersionId: once });
    expect((await value(name, { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
    expect((await failure(put(name, 'other', once))).name).toBe('ResourceExistsException');
  });

  conforms('adds a version beside the current one', async () => {
    const { name } = await secret('one');
    const pending = new PutSecretValueCommand({ SecretId: name, SecretString: 'next', VersionStages: ['AWSPENDING'] });
    await client.send(pending);
    expect((await value(name)).SecretString).toBe('one');
    expect((await value(name, { VersionStage: 'AWSPENDING' })).SecretString).toBe('next');
  });

  conforms('updates the value and the description', async () => {
    const { name } = await secret('one');
    await client.send(new UpdateSecretCommand({ SecretId: name, SecretString: 'two', Description: 'changed' }));
    expect((await value(name)).SecretString).toBe('two');
    expect((await client.send(new DescribeSecretCommand({ SecretId: name }))).Description).toBe('changed');
  });

  conforms('describes, tags and lists', async () => {
    const { name, arn, versionId } = await secret('one');
    await client.send(new TagResourceCommand({ SecretId: name, Tags: [{ Key: 'nation', Value: 'acme' }] }));
    const described = await client.send(new DescribeSecretCommand({ SecretId: name }));
    expect(described).toMatchObject({ ARN: arn, Tags: [{ Key: 'nation', Value: 'acme' }] });
    expect(described.VersionIdsToStages).toEqual({ [versionId!]: ['AWSCURRENT'] });
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListSecretsCommand({ NextToken }));
      names.push(...(page.SecretList ?? []).map(({ Name }) => Name!));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(names).toContain(name);
  });

  conforms('reads several at once and says which it does not have', async () => {
    const [one, two] = [await secret('1'), await secret('2')];
    const { SecretValues, Errors } = await client.send(
      new BatchGetSecretValueCommand({ SecretIdList: [one.arn, two.arn, `${one.name}-missing`] }),
    );
    expect(SecretValues?.map(({ SecretString }) => SecretString).toSorted()).toEqual(['1', '2']);
    expect(Errors).toMatchObject([{ SecretId: `${one.name}-missing`, ErrorCode: 'ResourceNotFoundException' }]);
  });

  conforms('deletes, hides, and restores', async () => {
    const { name } = await secret('one');
    await client.send(new DeleteSecretCommand({ SecretId: name, RecoveryWindowInDays: 7 }));
    expect((await failure(value(name))).name).toBe('InvalidRequestException');
    expect((await failure(client.send(new CreateSecretCommand({ Name: name, SecretString: 'x' })))).name).toBe(
      'InvalidRequestException',
    );
    await client.send(new RestoreSecretCommand({ SecretId: name }));
    expect((await value(name)).SecretString).toBe('one');
  });

  conforms('refuses what exists and does not find what does not', async () => {
    const { name } = await secret('one');
    const again = client.send(new CreateSecretCommand({ Name: name, SecretString: 'other' }));
    expect((await failure(again)).name).toBe('ResourceExistsException');
    expect((await failure(value(`${name}-missing`))).name).toBe('ResourceNotFoundException');
    const empty = await secret();
    expect((await failure(value(empty.name))).name).toBe('ResourceNotFoundException');
  });
});
