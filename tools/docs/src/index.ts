export { configurationPage } from './configuration-page';
export { eventSchemas, eventsPage } from './events-page';
export { toolsPage } from './tools-page';
