// Jest runs many spec files in one process, each with modules of its own, so each leaves the AsyncLocalStorages of those behind. On
// Node 20 every promise visits all that were ever used: after fifty files promises take a hundred times as long. So each file begins
// by switching off what the files before it used; one that is used again is on again.
const { AsyncLocalStorage } = require('node:async_hooks');

// The class outlives the file, as its instances do.
const used = Symbol.for('nat.jest.usedStorages');

if (!AsyncLocalStorage[used]) {
  AsyncLocalStorage[used] = new Set();
  for (const name of ['run', 'enterWith']) {
    const original = AsyncLocalStorage.prototype[name];
    AsyncLocalStorage.prototype[name] = function (...given) {
      AsyncLocalStorage[used].add(this);
      return original.apply(this, given);
    };
  }
}

for (const storage of AsyncLocalStorage[used]) storage.disable();
AsyncLocalStorage[used].clear();
