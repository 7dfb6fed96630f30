import { fileURLToPath } from 'node:url';

/** Folder of the checkout, ending in a separator. */
export const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url));
