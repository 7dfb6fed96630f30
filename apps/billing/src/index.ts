import 'reflect-metadata';

export { bootstrap } from './bootstrap';
export { BillingConfig } from './billing.config';
export { resources } from './billing.resources';
