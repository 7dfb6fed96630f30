import { isLoopback } from '@nat/service-kit';
import { z } from 'zod';

/** What a service's environment holds about AWS. Without an endpoint the real AWS of the region is meant. */
export const awsConfigShape = {
  AWS_REGION: z.string().min(1).describe('AWS region'),
  AWS_ENDPOINT_URL: z.url().optional().describe('Another endpoint for every AWS service: the embedded one, or a peer in tests'),
};

/** How the clients of one process reach AWS. */
export interface AwsOptions {
  region: string;
  /** Every client is given this address explicitly; a queue's own URL is never followed. */
  endpoint?: string;
}

/** The part of a service's configuration that is about AWS. */
export function awsOptions(config: { AWS_REGION: string; AWS_ENDPOINT_URL?: string }): AwsOptions {
  return { region: config.AWS_REGION, endpoint: config.AWS_ENDPOINT_URL };
}

/**
 * Constructor settings shared by every AWS client. Retries are off: our own layer with jitter and deadline is the only one.
 * A loopback endpoint gets dummy credentials, so that no profile of a developer is ever read.
 *
 * @param requestTimeoutMs milliseconds until a call without an answer fails with `TimeoutError`; 10,000 unless told.
 */
export function clientSettings({ region, endpoint }: AwsOptions, requestTimeoutMs = 10_000) {
  const local = endpoint !== undefined && isLoopback(endpoint);
  return {
    region,
    endpoint,
    maxAttempts: 1,
    ...(local && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
    requestHandler: {
      connectionTimeout: 2_000,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true, // without it the SDK only warns, and waits for a stalled answer for ever
      httpAgent: agentSettings,
      httpsAgent: agentSettings,
    },
  };
}

const agentSettings = { keepAlive: true, maxSockets: 256 };
