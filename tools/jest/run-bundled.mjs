// node tools/jest/run-bundled.mjs <script.ts> [arguments]
// Runs a TypeScript program of the workspace as one file of JavaScript. It starts in a sixth of the processor time that a loader
// takes to transpile its modules one by one, and specs start the doubles dozens of times.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const script = resolve(process.argv[2]);
/** Installed packages are loaded as they are; the compiler's own runtime is none. */
const isPackage = id => /^[@\w]/.test(id) && !id.startsWith('@nat/') && !id.startsWith('@oxc-project/runtime') && !isBuiltin(id);

// A module that nothing is used of is left out, whatever it would do when loaded: the double takes the catalog without the client.
const bundle = await rolldown({ input: script, platform: 'node', external: isPackage, treeshake: { moduleSideEffects: false } });
const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
await bundle.close();

// Below the workspace, so that its packages are found; one for each process, for runs at the same time.
const folder = resolve(import.meta.dirname, '../../node_modules/.cache/nat-bundles');
const file = join(folder, `${process.pid}.mjs`);
mkdirSync(folder, { recursive: true });
writeFileSync(file, output[0].code);
const remove = () => rmSync(file, { force: true });
process.once('exit', remove); // a program may end while it is loaded
process.argv.splice(1, 2, script);
await import(pathToFileURL(file).href).finally(remove);
