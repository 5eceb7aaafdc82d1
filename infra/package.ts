/**
 * What `serverless deploy` would upload, made on this machine: no network, no credentials, nothing written outside .build.
 * A package is kept under the hash of all that it is made of, so it is made once for each state of the sources.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleAll, type FunctionBundle } from './bundle.ts';
import { buildFolder, root } from './root.ts';
import { zip } from './zip.ts';

export type Package = {
  readonly stage: string;
  /** The CloudFormation template of the whole stack. */
  readonly templateFile: string;
  /** The folder with `<function>.mjs`, the code as it is in each zip. */
  readonly codeFolder: string;
};

/** What the template is made of. */
const templateSources = ['serverless.yml', 'infra/*.yml', 'statemachines/*'];
const sources = [...templateSources, 'package-lock.json', 'infra/*.ts', '{core,adapters,functions}/**/*.ts'];

/** The package of the sources as they are now: the one that was made before, or a new one. */
export const packageOf = (stage: string): Promise<Package> => kept(stage, sources);

/** The template alone, for whoever brings the code along: it changes much less often. @returns its file */
export const templateOf = async (stage: string): Promise<string> =>
  (await kept(stage, templateSources)).templateFile;

async function kept(stage: string, from: readonly string[]): Promise<Package> {
  const folder = join(buildFolder, `${stage}-${await hashOf(from)}`);
  if (!existsSync(folder)) {
    await make(stage, folder);
    await forgetOld(stage);
  }
  return packageIn(stage, folder);
}

/** The newest few stay: another process may be at work with the one before, or be making its own. */
async function forgetOld(stage: string): Promise<void> {
  const folders = globSync(`${stage}-*`, { cwd: buildFolder }).map((name) => join(buildFolder, name));
  const madeAt = (folder: string) => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const old = folders.toSorted((a, b) => madeAt(b) - madeAt(a)).slice(3);
  await Promise.all(old.map((folder) => rm(folder, { recursive: true, force: true })));
}

/** Makes the package of the sources as they are now, and the zip files that serverless.yml names. */
export async function makePackage(stage: string): Promise<Package> {
  const folder = join(buildFolder, stage);
  await rm(folder, { recursive: true, force: true });
  await make(stage, folder);
  return packageIn(stage, folder);
}

const packageIn = (stage: string, folder: string): Package => ({
  stage,
  templateFile: join(folder, 'cloudformation-template-update-stack.json'),
  codeFolder: join(folder, 'code'),
});

/** Under another name until it is whole: two processes may make the same package at the same time. */
async function make(stage: string, folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  try {
    await fill(stage, unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

async function fill(stage: string, folder: string): Promise<void> {
  const bundles = await bundleAll();
  await mkdir(buildFolder, { recursive: true });
  await Promise.all(bundles.map(writeZip));
  await serverlessPackage(stage, folder); // empties its folder first
  await mkdir(join(folder, 'code'));
  await Promise.all(bundles.map(({ name, code }) => writeFile(join(folder, 'code', `${name}.mjs`), code)));
}

/** Where serverless.yml expects it. Nobody sees half of it. */
async function writeZip({ name, code }: FunctionBundle): Promise<void> {
  const file = join(buildFolder, `${name}.zip`);
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, zip([{ name: `${name}.mjs`, data: code }]));
  await rename(unfinished, file);
}

/** Serverless keeps a cache in HOME and asks about updates and telemetry: it gets a HOME of its own, and no environment. */
async function serverlessPackage(stage: string, folder: string): Promise<void> {
  const bin = join(root, 'node_modules/serverless/bin/serverless.js');
  const { PATH } = process.env;
  const env = { PATH, HOME: join(buildFolder, 'home'), SLS_NOTIFICATIONS_MODE: 'off', CI: '1' };
  const argv = [bin, 'package', '--stage', stage, '--package', folder];
  await promisify(execFile)(process.execPath, argv, { cwd: root, env }).catch((error) => {
    throw new Error(`serverless package refuses:\n${error.stdout}${error.stderr}`, { cause: error });
  });
}

async function hashOf(patterns: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of globSync(patterns, { cwd: root }).toSorted())
    hash
      .update(`${file}\0`)
      .update(await readFile(join(root, file)))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}
