// npx nx g @nat/generators:service <name>
const { formatFiles, generateFiles, installPackagesTask, joinPathFragments, names, readJson } = require('@nx/devkit');
const { join } = require('node:path');

/** Versions stand once, in the root package.json; a new service names the same. */
function versionsOf(tree, packages) {
  const { dependencies } = readJson(tree, 'package.json');
  return Object.fromEntries(
    packages.map(name => {
      if (!dependencies[name]) throw new Error(`${name} is not among the dependencies of the root package.json`);
      return [name, dependencies[name]];
    }),
  );
}

const external = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/microservices',
  '@nestjs/platform-fastify',
  'fastify',
  'reflect-metadata',
  'rxjs',
  'zod',
];

module.exports = async function service(tree, options) {
  const { fileName, className, propertyName } = names(options.name);
  const root = joinPathFragments('apps', fileName);
  if (tree.exists(root)) throw new Error(`${root} is already there; choose another name or remove it`);
  generateFiles(tree, join(__dirname, 'files'), root, {
    template: '',
    name: fileName,
    className,
    propertyName,
    port: options.port ?? 4210,
    versions: versionsOf(tree, external),
  });
  await formatFiles(tree);
  return () => installPackagesTask(tree);
};
