import {
  bootstrapService,
  type Clock,
  type Environment,
  type Rng,
  type RunningService,
  SystemClock,
  SystemRng,
} from '@nat/service-kit';
import { installEdge } from './edge/http-edge';
import { GatewayConfig, serviceName } from './gateway.config';
import { GatewayModule } from './gateway.module';

/**
 * Starts the gateway.
 *
 * @param environment its settings where several services share one process; alone it reads its own and ends on SIGTERM.
 * @param given time and chance, for tests.
 */
export async function bootstrap(environment?: Environment, given: { clock?: Clock; rng?: Rng } = {}): Promise<RunningService> {
  const config = new GatewayConfig(environment);
  const { clock = new SystemClock(), rng = new SystemRng() } = given;
  return bootstrapService({
    service: serviceName,
    module: GatewayModule.forRoot(config, { clock, rng }),
    config,
    internal: false,
    standalone: environment === undefined,
    configure: app => installEdge(app, config),
    clock,
    rng,
  });
}
