export { resources } from './auth.resources';
export { bootstrap } from './bootstrap';
export { AuthConfig } from './auth.config';
