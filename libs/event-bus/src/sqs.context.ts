import type { Message } from '@aws-sdk/client-sqs';
import { BaseRpcContext } from '@nestjs/microservices';

/** The body EventBridge writes to a queue when the target has no input transformer. */
export interface EventBridgeEnvelope {
  id: string;
  source: string;
  'detail-type': string;
  time: string;
  /** The CloudEvent. */
  detail: { id?: string; type?: string; nationslug?: string; correlationid?: string; traceparent?: string };
}

/** What a handler may know about the delivery of its event. */
export class SqsContext extends BaseRpcContext<[Message, EventBridgeEnvelope]> {
  get message(): Message {
    return this.args[0];
  }

  get envelope(): EventBridgeEnvelope {
    return this.args[1];
  }

  /** How often this message was handed out, this time included. */
  get receiveCount(): number {
    return Number(this.message.Attributes?.ApproximateReceiveCount ?? 1);
  }
}
