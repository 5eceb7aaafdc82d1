/** What the repository promises about itself. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageFile } from '#test/support/package';

const text = (file: string) => readFileSync(file, 'utf8');
const { scripts, allowScripts, dependencies, devDependencies } = packageFile;
const lock = JSON.parse(text('package-lock.json')) as {
  packages: Readonly<Record<string, { resolved?: string; hasInstallScript?: boolean }>>;
};

test('each dependency has its reason, and each reason its dependency', () => {
  const explained = [...text('docs/dependencies.md').matchAll(/^\| (\S+) \| \S.+ \|$/gm)].map(
    ([, name]) => name,
  );
  const used = Object.keys({ ...dependencies, ...devDependencies });

  expect(explained.filter((name) => name !== 'package').toSorted()).toEqual(used.toSorted());
});

test('versions are exact', () => {
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^(npm:\w+@)?\d+\.\d+\.\d+$/.test(version),
  );

  expect(loose).toEqual([]);
});

test('the lockfile names no registry', () => {
  expect(text('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});

test('every package with an install script is decided upon, so that npm has nothing to warn of', () => {
  const scripted = Object.entries(lock.packages).flatMap(([path, { hasInstallScript }]) =>
    hasInstallScript ? [path.replace(/^.*node_modules\//, '')] : [],
  );

  expect(scripted.filter((name) => !(name in allowScripts))).toEqual([]);
});

test('every script starts what npm ci brought, on the Node of .nvmrc, whatever the machine has', () => {
  const started = Object.values(scripts)
    .flatMap((script) => script.split('&&'))
    .map((command) => command.trim().split(' ')[0] ?? '');

  expect(started.filter((name) => name !== 'npm' && !existsSync(`node_modules/.bin/${name}`))).toEqual([]);
  expect(process.versions.node.split('.')[0]).toBe(text('.nvmrc').trim());
});

test("CI installs and then runs exactly the README's test command", () => {
  const commands = text('.ci/run')
    .split('\n')
    .filter((line) => line.startsWith('npm '));

  expect(commands).toEqual([expect.stringMatching(/^npm ci\b/), 'npm test']);
  expect(text('README.md')).toMatch(/^npm test$/m);
});
