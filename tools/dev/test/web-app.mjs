// A web app as one would be: another origin than the gateway's, libs/client in the browser, the session in a cookie.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const page = '<!doctype html><html lang="en"><title>Web app</title><script type="module" src="/app.js"></script>';

/** Serves it on a port of this machine. `origin` has to be one that people may sign in to. */
export async function startWebApp({ gateway, port }) {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'web-app-page.ts'), platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  const files = {
    '/app.js': ['text/javascript', output[0].code],
    '/settings.json': ['application/json', JSON.stringify({ gateway })],
  };
  const server = createServer(({ url }, response) => {
    const [type, text] = files[url] ?? ['text/html', page];
    response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'referrer-policy': 'no-referrer' });
    response.end(text);
  });
  await new Promise(ready => server.listen(port, '127.0.0.1', ready));
  const close = () => new Promise(closed => server.close(closed).closeAllConnections());
  return { url: `http://127.0.0.1:${port}`, close };
}
