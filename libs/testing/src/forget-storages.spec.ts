import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';

const setup = join(__dirname, '../../../tools/jest/forget-storages.cjs');

/** What Jest does before each spec file. */
function nextFile(): void {
  jest.isolateModules(() => {
    require(setup);
  });
}

it('switches off the storages of earlier files, which would slow down every promise of the later ones', () => {
  const left = new AsyncLocalStorage<string>();
  left.enterWith('an earlier file');
  expect(left.getStore()).toBe('an earlier file');
  nextFile();
  expect(left.getStore()).toBeUndefined();
});

it('leaves a storage as good as new to whoever still uses it', async () => {
  const storage = new AsyncLocalStorage<string>();
  storage.run('before', () => undefined);
  nextFile();
  const seen = await storage.run('after', async () => {
    await Promise.resolve();
    return storage.getStore();
  });
  expect(seen).toBe('after');
});
