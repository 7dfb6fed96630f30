import { browserLock, localLock } from './lock';

it('lets one after the other work, also after one that failed', async () => {
  const lock = localLock();
  const log: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await new Promise(resolve => setImmediate(resolve));
    log.push(`${name} ends`);
    if (name === 'a') throw new Error(name);
    return name;
  };
  const [first, second] = await Promise.allSettled([lock(work('a')), lock(work('b'))]);
  expect([first.status, second]).toEqual(['rejected', { status: 'fulfilled', value: 'b' }]);
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

it('is that of the browser where there is one', async () => {
  const { navigator } = globalThis as { navigator?: unknown };
  const names: string[] = [];
  const locks = { request: (name: string, work: () => Promise<unknown>) => (names.push(name), work()) };
  try {
    Object.defineProperty(globalThis, 'navigator', { value: undefined, configurable: true });
    expect(browserLock('mine')).toBeUndefined();
    Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true });
    expect([await browserLock('mine')!(async () => 7), names]).toEqual([7, ['mine']]);
  } finally {
    Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  }
});
