import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type AwsOptions, clientSettings } from './aws-options';

/** The one way a DynamoDB client is made. Fields that are undefined are left out of items. */
export function createDocumentClient(options: AwsOptions): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(options)), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
