import type { EndpointDefinition } from './endpoint-definition';
import { endpoints } from './endpoints';

const patterns = (Object.values(endpoints) as EndpointDefinition[]).map(({ method, path }) => ({
  method,
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** Methods that are served at the path of `url`; none when nothing is there. */
export function allowedMethods(url: string): string[] {
  const path = url.split('?', 1)[0]!;
  return patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
}
