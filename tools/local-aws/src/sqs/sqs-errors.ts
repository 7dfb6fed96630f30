import { AwsError } from '../aws-error';

/** The older query protocol had other names; the service still sends them in a header and the SDK reads it. */
const query = (code: string): { queryCode: string } => ({ queryCode: `AWS.SimpleQueueService.${code}` });

export const queueDoesNotExist = (): AwsError =>
  new AwsError('QueueDoesNotExist', 'The specified queue does not exist.', query('NonExistentQueue'));
export const queueNameExists = (): AwsError =>
  new AwsError('QueueNameExists', 'A queue already exists with the same name and a different value for an attribute', {
    queryCode: 'QueueAlreadyExists',
  });
export const invalidAttributeName = (name: string): AwsError =>
  new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
export const invalidAttributeValue = (name: string): AwsError =>
  new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message, { queryCode: 'InvalidParameterValue' });
export const missingParameter = (name: string): AwsError =>
  new AwsError('MissingRequiredParameterException', `The request must contain the parameter ${name}.`, {
    queryCode: 'MissingParameter',
  });
export const receiptHandleIsInvalid = (): AwsError =>
  new AwsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
export const messageNotInflight = (): AwsError =>
  new AwsError('MessageNotInflight', 'The message referred to is not in flight.', query('MessageNotInflight'));
export const batchError = (code: string, message: string): AwsError => new AwsError(code, message, query(code));
export const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
