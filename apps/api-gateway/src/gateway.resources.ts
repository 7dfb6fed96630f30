import { serviceName } from './gateway.config';

/** The gateway keeps nothing, hears nothing and says nothing on the bus. */
export const resources = { service: serviceName, subscriptions: [], publishes: [] } as const;
