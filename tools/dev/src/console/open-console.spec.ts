import { createServer, type AddressInfo, type Server } from 'node:net';
import { PortsBusy } from '../free-ports';
import { consolePlace, openConsole } from './open-console';

const stack = { gateway: 'http://127.0.0.1:9', nationbuilder: 'http://127.0.0.1:4711' };

let blocker: Server;
let taken: number;
beforeAll(async () => {
  blocker = createServer();
  await new Promise<void>(ready => blocker.listen(0, '127.0.0.1', ready));
  taken = (blocker.address() as AddressInfo).port;
});
afterAll(() => new Promise(closed => blocker.close(closed)));

it('tells the page its users and nations, and where these live', async () => {
  const page = await openConsole(stack, await consolePlace({ NAT_CONSOLE_PORT: '0' }));
  const settings = (await (await fetch(`${page.url}/settings.json`)).json()) as Record<
    string,
    { name?: string; slug?: string }[]
  >;
  expect(settings['nationOrigin']).toBe('http://127.0.0.1:4711/n/{slug}');
  expect(settings['users']!.map(({ name }) => name)).toEqual(['ada', 'olu', 'finn', 'vera', 'rita', 'nils', 'lena']);
  expect(settings['nations']!.map(({ slug }) => slug)).toEqual(['demo', 'other', 'empty', 'hostile']);
  await page.close();
});

it('takes another port than a second console', async () => {
  const first = await openConsole(stack, await consolePlace({}));
  const second = await openConsole(stack, await consolePlace({}));
  expect(first.url).not.toBe(second.url);
  for (const page of [first, second]) await page.close();
});

it('knows the origins of its page before it is opened', async () => {
  const place = await consolePlace({ NAT_CONSOLE_PORT: '0' });
  const page = await openConsole(stack, place);
  expect(place.origins).toEqual([page.url, page.url.replace('127.0.0.1', 'localhost')]);
  await page.close();
});

it('keeps to a port that somebody named, and says so when it is taken', async () => {
  const words = new RegExp(`port ${taken} \\(console\\).*NAT_CONSOLE_PORT`);
  const named = consolePlace({ NAT_CONSOLE_PORT: String(taken) });
  const meanwhile = openConsole(stack, { port: taken, origins: [] });
  for (const opening of [named, meanwhile]) {
    const error: unknown = await opening.catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(PortsBusy);
    expect((error as PortsBusy).lines.join()).toMatch(words);
  }
});

it('refuses what is no port', async () => {
  await expect(consolePlace({ NAT_CONSOLE_PORT: 'many' })).rejects.toThrow('NAT_CONSOLE_PORT must be a port');
});
