import { ToolRegistry } from './kit/tool-registry';
import { readTools } from './reads';
import { writeTools } from './writes';

/** Every tool there is. The list is the same for every caller; what one may not use is refused when it is called. */
export const catalog = new ToolRegistry([...readTools, ...writeTools]);
