import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidRequestException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type AwsOptions, clientSettings } from '@nat/dynamo';
import { AppError } from '@nat/service-kit';
import { SecretVault } from './secret-vault';

interface Version {
  ClientRequestToken: string;
  SecretString: string;
}

/**
 * {@link SecretVault} in AWS Secrets Manager. Readers name the version they want; the stage labels decide nothing. An address is
 * an ARN: its random end is another one for each secret that is ever created under a name.
 */
export class AwsSecretVault extends SecretVault {
  constructor(private readonly client: SecretsManagerClient) {
    super();
  }

  /** The vault of an AWS account. */
  static at(aws: AwsOptions): AwsSecretVault {
    return new AwsSecretVault(new SecretsManagerClient(clientSettings(aws)));
  }

  /** Ends the connections. */
  close(): void {
    this.client.destroy();
  }

  async claim(secret: string, versionId: string, value: string): Promise<string | undefined> {
    const version = { ClientRequestToken: versionId, SecretString: value };
    const written = (await this.put(secret, version)) || (!isAddress(secret) && (await this.createOrPut(secret, version)));
    return written ? value : this.get(secret, versionId);
  }

  get(secret: string, versionId: string): Promise<string | undefined> {
    return this.read({ SecretId: secret, VersionId: versionId });
  }

  async createOnce(name: string, value: string): Promise<string> {
    if (await this.create(name, { SecretString: value })) return value;
    const present = await this.current(name);
    if (present === undefined) throw new Error(`the secret ${name} exists and has no value`);
    return present;
  }

  current(secret: string): Promise<string | undefined> {
    return this.read({ SecretId: secret });
  }

  async addressOf(name: string): Promise<string | undefined> {
    const described = await unlessGone(this.client.send(new DescribeSecretCommand({ SecretId: name })));
    return described?.DeletedDate ? undefined : described?.ARN;
  }

  async erase(secret: string): Promise<void> {
    await unlessGone(this.client.send(new DeleteSecretCommand({ SecretId: secret, ForceDeleteWithoutRecovery: true })));
  }

  /** False when there is no such secret, or when the version exists with another value. */
  private put(secret: string, version: Version): Promise<boolean> {
    return answered(this.client.send(new PutSecretValueCommand({ SecretId: secret, ...version })));
  }

  private async createOrPut(name: string, version: Version): Promise<boolean> {
    return (await this.create(name, version)) || this.put(name, version);
  }

  /** False when the secret exists. */
  private create(name: string, version: Partial<Version>): Promise<boolean> {
    return answered(this.client.send(new CreateSecretCommand({ Name: name, ...version })));
  }

  private async read(which: { SecretId: string; VersionId?: string }): Promise<string | undefined> {
    return (await unlessGone(this.client.send(new GetSecretValueCommand(which))))?.SecretString;
  }
}

function isAddress(secret: string): boolean {
  return secret.startsWith('arn:');
}

/** What was asked for; nothing when there is no such secret or version. */
async function unlessGone<Answer>(request: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw explained(error);
  }
}

/** True when the write was done, false when what is there forbids it. */
async function answered(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException || error instanceof ResourceExistsException) return false;
    throw explained(error);
  }
}

/**
 * Throttling, 5xx, a missing connection and an erasure in progress (Secrets Manager ends one some seconds after it was asked
 * for) are the vault being down; anything else is a defect and stays what it is.
 */
function explained(error: unknown): unknown {
  const { $metadata, name } = (error ?? {}) as { $metadata?: { httpStatusCode?: number }; name?: string };
  const status = $metadata?.httpStatusCode;
  const erasing = error instanceof InvalidRequestException && /delet/i.test(error.message);
  const down = status === undefined || status >= 500 || status === 429 || name === 'ThrottlingException' || erasing;
  if (!down) return error;
  const detail = 'A part of Nat does not answer at the moment. Nothing was changed; try again shortly.';
  return new AppError('dependency_unavailable', detail, { retryAfter: 1 }, { cause: error });
}
