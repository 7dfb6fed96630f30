export { resources } from './auth.resources';
export { bootstrap } from './bootstrap';
