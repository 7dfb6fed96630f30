import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-secrets-manager';
import { account, AwsError, region } from '../aws-error';
import type { Journal } from '../journal';
import type { Operations } from '../service';
import { addVersion, stagesOf, versionOf, type SecretRecord, type Value } from './versions';

type OnSecret = { SecretId?: string };
type SecretValue = { SecretString?: string; SecretBinary?: string };
const dayMilliseconds = 24 * 3600 * 1000;

/** Secrets Manager. Values are kept in plain text in the journal, which only the owner of the file may read. */
export class SecretsManager {
  readonly #secrets = new Map<string, SecretRecord>();

  constructor(private readonly journal: Journal) {
    for (const [name, record] of journal.under('secret/')) this.#secrets.set(name, record as SecretRecord);
  }

  get operations(): Operations {
    return { ...this.#onValues, ...this.#onSecrets };
  }

  get #onValues(): Operations {
    return {
      CreateSecret: (input: sdk.CreateSecretRequest) => this.#create(input),
      GetSecretValue: ({ SecretId, VersionId, VersionStage }: sdk.GetSecretValueRequest) =>
        valueOf(this.#usable(SecretId), VersionId, VersionStage),
      PutSecretValue: (input: sdk.PutSecretValueRequest) => {
        const { record, versionId } = this.#add(this.#usable(input.SecretId), input, input.VersionStages);
        return { ...identified(record), VersionId: versionId, VersionStages: stagesOf(record, versionId) };
      },
      UpdateSecret: (input: sdk.UpdateSecretRequest) => {
        const { Description } = input;
        const secret = { ...this.#usable(input.SecretId), ...(Description === undefined ? {} : { description: Description }) };
        if (input.SecretString === undefined && input.SecretBinary === undefined) return identified(this.#save(secret));
        const { record, versionId } = this.#add(secret, input);
        return { ...identified(record), VersionId: versionId };
      },
      BatchGetSecretValue: ({ SecretIdList = [] }: sdk.BatchGetSecretValueRequest) => {
        const SecretValues: object[] = [];
        const Errors: object[] = [];
        for (const id of SecretIdList) {
          try {
            SecretValues.push(valueOf(this.#usable(id)));
          } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            Errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
          }
        }
        return { SecretValues, Errors };
      },
    };
  }

  get #onSecrets(): Operations {
    return {
      DescribeSecret: ({ SecretId }: OnSecret) => described(this.#find(SecretId)),
      ListSecrets: ({ MaxResults = 100, NextToken = '', IncludePlannedDeletion = false }: sdk.ListSecretsRequest) => {
        const all = [...this.#secrets.values()].filter(({ deletedAt }) => IncludePlannedDeletion || deletedAt === undefined);
        const after = all.toSorted((a, b) => (a.name < b.name ? -1 : 1)).filter(({ name }) => name > NextToken);
        const page = after.slice(0, MaxResults);
        return { SecretList: page.map(described), ...(after.length > page.length ? { NextToken: page.at(-1)!.name } : {}) };
      },
      DeleteSecret: (input: sdk.DeleteSecretRequest) => this.#delete(input),
      RestoreSecret: ({ SecretId }: OnSecret) => {
        const { deletedAt: _deletedAt, ...secret } = this.#find(SecretId);
        return identified(this.#save(secret));
      },
      TagResource: ({ SecretId, Tags = [] }: sdk.TagResourceRequest) => {
        const secret = this.#usable(SecretId);
        this.#save({ ...secret, tags: { ...secret.tags, ...tagsOf(Tags) } });
        return {};
      },
      UntagResource: ({ SecretId, TagKeys = [] }: sdk.UntagResourceRequest) => {
        const secret = this.#usable(SecretId);
        const tags = Object.entries(secret.tags).filter(([name]) => !TagKeys.includes(name));
        this.#save({ ...secret, tags: Object.fromEntries(tags) });
        return {};
      },
    };
  }

  #create(input: sdk.CreateSecretRequest): object {
    const name = input.Name ?? '';
    if (!/^[\w/+=.@-]{1,512}$/.test(name))
      throw new AwsError(
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      );
    const present = this.#findOrNone(name);
    const token = input.ClientRequestToken;
    const repeated = present && token !== undefined && present.versions[token] !== undefined;
    if (present?.deletedAt !== undefined) throw scheduledForDeletion();
    if (present && !repeated)
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    const suffix = randomUUID().slice(0, 6);
    const secret: SecretRecord = present ?? {
      name,
      arn: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`,
      description: input.Description,
      createdAt: Date.now(),
      changedAt: Date.now(),
      tags: tagsOf(input.Tags ?? []),
      versions: {},
      stages: {},
    };
    const hasValue = input.SecretString !== undefined || input.SecretBinary !== undefined;
    if (!hasValue) return identified(this.#save(secret));
    const { record, versionId } = this.#add(secret, input);
    return { ...identified(record), VersionId: versionId };
  }

  #add(
    secret: SecretRecord,
    input: { ClientRequestToken?: string; SecretString?: string; SecretBinary?: unknown },
    stages: string[] = ['AWSCURRENT'],
  ): { record: SecretRecord; versionId: string } {
    const { SecretString: string, SecretBinary: binary } = input as SecretValue;
    if ((string === undefined) === (binary === undefined))
      throw new AwsError('InvalidParameterException', 'You must provide either SecretString or SecretBinary.');
    if (Buffer.byteLength(string ?? binary ?? '') > 65_536)
      throw new AwsError('ValidationException', 'The secret value must have at most 65536 bytes.');
    const versionId = input.ClientRequestToken ?? randomUUID();
    return { record: this.#save(addVersion(secret, versionId, { string, binary }, stages, Date.now())), versionId };
  }

  #delete(input: sdk.DeleteSecretRequest): object {
    const force = input.ForceDeleteWithoutRecovery === true;
    const days = input.RecoveryWindowInDays ?? 30;
    if (force && input.RecoveryWindowInDays !== undefined)
      throw new AwsError(
        'InvalidParameterException',
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      );
    if (days < 7 || days > 30)
      throw new AwsError(
        'InvalidParameterException',
        'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
      );
    const secret = force ? this.#find(input.SecretId) : this.#usable(input.SecretId);
    const deletedAt = Date.now() + (force ? 0 : days * dayMilliseconds);
    if (force) {
      this.journal.write([`secret/${secret.name}`]);
      this.#secrets.delete(secret.name);
    } else this.#save({ ...secret, deletedAt });
    return { ...identified(secret), DeletionDate: deletedAt / 1000 };
  }

  #save(secret: SecretRecord): SecretRecord {
    this.journal.write([`secret/${secret.name}`, secret]);
    this.#secrets.set(secret.name, secret);
    return secret;
  }

  /** By name, by ARN, or by ARN without its random end. What is past its recovery window is gone. */
  #findOrNone(id: string | undefined): SecretRecord | undefined {
    const name = id?.startsWith('arn:') ? id.split(':secret:')[1] : id;
    const secret = this.#secrets.get(name ?? '') ?? this.#secrets.get(name?.replace(/-[^-]{6}$/, '') ?? '');
    const meant = secret && (!id?.startsWith('arn:') || secret.arn.startsWith(id)) ? secret : undefined;
    return meant?.deletedAt !== undefined && meant.deletedAt < Date.now() ? undefined : meant;
  }

  #find(id: string | undefined): SecretRecord {
    const secret = this.#findOrNone(id);
    if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return secret;
  }

  #usable(id: string | undefined): SecretRecord {
    const secret = this.#find(id);
    if (secret.deletedAt !== undefined) throw scheduledForDeletion();
    return secret;
  }
}

const scheduledForDeletion = (): AwsError =>
  new AwsError('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion.");

const identified = ({ arn, name }: SecretRecord): { ARN: string; Name: string } => ({ ARN: arn, Name: name });

function valueOf(secret: SecretRecord, versionId?: string, stage?: string): object {
  const { id, value } = versionOf(secret, versionId, stage);
  return {
    ...identified(secret),
    VersionId: id,
    VersionStages: stagesOf(secret, id),
    CreatedDate: value.createdAt / 1000,
    ...wire(value),
  };
}

const wire = ({ string, binary }: Value): SecretValue =>
  string === undefined ? { SecretBinary: binary } : { SecretString: string };

function described(secret: SecretRecord): object {
  return {
    ...identified(secret),
    Description: secret.description,
    CreatedDate: secret.createdAt / 1000,
    LastChangedDate: secret.changedAt / 1000,
    ...(secret.deletedAt === undefined ? {} : { DeletedDate: secret.deletedAt / 1000 }),
    Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
    VersionIdsToStages: Object.fromEntries(Object.keys(secret.versions).map(id => [id, stagesOf(secret, id)])),
  };
}

function tagsOf(tags: sdk.Tag[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
