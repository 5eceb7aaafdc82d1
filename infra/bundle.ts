/** One file for each function, with all that it needs and nothing else. */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { lean } from './lean.ts';
import { root } from './root.ts';

export type FunctionBundle = {
  /** As the function is called in serverless.yml; its file is `<name>.mjs`. */
  readonly name: string;
  readonly code: Uint8Array;
  /** What went into it, for those who watch its size. */
  readonly metafile: Metafile;
};

/** Each file in functions/ is a function, but for the list of them. */
export const functionNames: readonly string[] = globSync('*.ts', { cwd: join(root, 'functions') })
  .map((file) => basename(file, '.ts'))
  .filter((name) => name !== 'index')
  .toSorted();

export const bundleAll = (): Promise<FunctionBundle[]> => Promise.all(functionNames.map(bundle));

async function bundle(name: string): Promise<FunctionBundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`functions/${name}.ts`],
    outfile: `${name}.mjs`,
    write: false,
    metafile: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'], // the CommonJS builds, which platform=node prefers, are half as large again
    minify: true,
    legalComments: 'none',
    plugins: lean,
    logLevel: 'silent', // what goes wrong is in the error
  });
  const [file] = outputFiles;
  if (!file) throw new Error(`esbuild made no bundle of functions/${name}.ts`);
  return { name, code: file.contents, metafile };
}
