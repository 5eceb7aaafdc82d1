/** package.json, for tests that hold it to what it promises. */
import { readFileSync } from 'node:fs';

type PackageFile = {
  readonly scripts: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

export const packageFile = JSON.parse(readFileSync('package.json', 'utf8')) as PackageFile;
