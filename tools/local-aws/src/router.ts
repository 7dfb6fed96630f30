import { AwsError, isPreparedError } from './aws-error';
import { canceled } from './dynamodb/transactions';
import type { Faults } from './faults';
import type { Call, Operations } from './service';

export interface Service {
  /** What stands before the dot in X-Amz-Target. */
  target: string;
  /** Goes before the `#` of an error's `__type`; absent where the service sends the bare name. */
  namespace?: string;
  contentType: string;
  throttling: string;
  operations: Operations;
}
export interface Reply {
  status: number;
  body: object;
  contentType: string;
  headers?: Record<string, string>;
}

/** The connection is to break without an answer. */
export class LostAnswer extends Error {}

const plainContent = 'application/x-amz-json-1.0';
const writes = /^(Put|Update|Delete|Transact)(Item|WriteItems)$/;

/** Finds the operation that X-Amz-Target names and answers in the form of its service. */
export class Router {
  readonly #services: Map<string, Service>;

  constructor(
    services: Service[],
    private readonly faults: Faults,
  ) {
    this.#services = new Map(services.map(service => [service.target, service]));
  }

  /** Throws only {@link LostAnswer}, or what is a defect. */
  async answer(target: string, text: string, call: Call): Promise<Reply> {
    const [prefix = '', name = ''] = target.split('.', 2);
    const service = this.#services.get(prefix);
    const operation = service && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
    if (!service || !operation)
      return errorReply(
        service,
        new AwsError('UnknownOperationException', `${target || 'A request without X-Amz-Target'} is not served by local-aws`),
      );
    try {
      const input = parsed(text);
      this.#refuse(service, name, input);
      const body = await operation(input, call);
      if (this.faults.strikes('lostAnswer', name)) throw new LostAnswer(name);
      return { status: 200, body, contentType: service.contentType };
    } catch (error) {
      if (error instanceof AwsError) return errorReply(service, error);
      if (isPreparedError(error)) return { status: error.statusCode, body: error.body, contentType: service.contentType };
      throw error;
    }
  }

  #refuse(service: Service, name: string, input: { TransactItems?: unknown[] }): void {
    if (this.faults.strikes('throttle', name)) throw new AwsError(service.throttling, 'Rate exceeded (injected by local-aws)');
    if (!writes.test(name) || !this.faults.strikes('conflict', name)) return;
    const Message = 'Transaction is ongoing for the item';
    if (name !== 'TransactWriteItems') throw new AwsError('TransactionConflictException', Message);
    const conflict = { Code: 'TransactionConflict', Message };
    throw canceled((input.TransactItems ?? []).map((_, index) => (index === 0 ? conflict : { Code: 'None' })));
  }
}

function parsed(text: string): object {
  try {
    const value = JSON.parse(text || '{}') as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // answered below
  }
  throw new AwsError('SerializationException', 'The body is not a JSON object');
}

function errorReply(service: Service | undefined, { code, message, options }: AwsError): Reply {
  const type =
    code === 'UnknownOperationException'
      ? `com.amazon.coral.service#${code}`
      : service?.namespace
        ? `${service.namespace}#${code}`
        : code;
  return {
    status: options.status ?? 400,
    body: { __type: type, message, ...options.detail },
    contentType: service?.contentType ?? plainContent,
    headers: options.queryCode ? { 'x-amzn-query-error': `${options.queryCode};Sender` } : undefined,
  };
}
