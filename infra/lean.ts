/**
 * What keeps a bundle small and quick to import. A Lambda function reaches little of what the SDK brings along, and pays
 * for all of it at every cold start.
 */
import { readFile } from 'node:fs/promises';
import { builtinModules, createRequire } from 'node:module';
import type { Plugin } from 'esbuild';

/** Importing `node:http` as an ES module reads every export, and one of them loads undici: 25 ms. Asking for it does not. */
const builtins: Plugin = {
  name: 'builtins',
  setup(build) {
    const known = new Set(builtinModules);
    build.onResolve({ filter: /^(node:)?[a-z_/0-9]+$/ }, ({ path, kind }) => {
      const name = path.replace(/^node:/, '');
      // Where streams of files are named, and never used, fs would load what they are made of.
      const isNamed = kind === 'import-statement' && name !== 'fs';
      const namespace = isNamed ? 'builtin-import' : 'builtin-require';
      return known.has(name) ? { path: name, namespace, sideEffects: false } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin-require' }, ({ path }) => ({
      loader: 'js',
      contents: `module.exports = process.getBuiltinModule('node:${path}')`,
    }));
    build.onLoad({ filter: /.*/, namespace: 'builtin-import' }, ({ path }) => ({
      loader: 'js',
      contents: builtinAsModule(path),
    }));
  },
};

/** Each name is asked for only where it is used: to copy them all at import costs more than many a built-in itself. */
function builtinAsModule(name: string): string {
  const names = Object.getOwnPropertyNames(createRequire(import.meta.url)(`node:${name}`)).filter(
    (each) => /^[A-Za-z_]\w*$/.test(each) && each !== 'default',
  );
  const named = names.map((each) => `_${each} as ${each}`).join(', ');
  return `const it = process.getBuiltinModule('node:${name}'); export default it;
${names.map((each) => `const _${each} = /* @__PURE__ */ (() => it.${each})();`).join('\n')}
export { ${named} };`;
}

/** Lambda gives credentials in the environment; the chain that looks everywhere else is a fifth of the SDK. */
const credentialsFromEnvironment: Plugin = {
  name: 'credentials-from-environment',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({
      path: 'credentials',
      namespace: 'environment',
      sideEffects: false,
    }));
    build.onLoad({ filter: /.*/, namespace: 'environment' }, () => ({ loader: 'js', contents: credentials }));
  },
};

const credentials = `export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) throw new Error('there are no credentials in the environment');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
};`;

/** For browsers, for streams of events, for EC2: never reached in Lambda, and an error that says so if they ever are. */
const elsewhere: Plugin = {
  name: 'elsewhere',
  setup(build) {
    const filter = /^(bowser|@smithy\/core\/event-streams|@smithy\/credential-provider-imds)$/;
    build.onResolve({ filter }, ({ path }) => ({ path, namespace: 'elsewhere', sideEffects: false }));
    build.onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path }) => ({
      loader: 'js',
      contents: `module.exports = { get default() { throw new Error('${path} is not in this bundle') } }`,
    }));
  },
};

/**
 * The first call of a process looks for two profile files, which Lambda does not have. On a laptop it would find the
 * developer's own, and wait for the disk while virtual time goes on.
 */
const withoutProfiles: Plugin = {
  name: 'without-profiles',
  setup(build) {
    build.onResolve({ filter: /^\.\/readFile$/ }, ({ importer }) =>
      importer.includes('shared-ini-file-loader')
        ? { path: 'profiles', namespace: 'no-profiles', sideEffects: false }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'no-profiles' }, () => ({
      loader: 'js',
      contents: `export const filePromises = {}, fileIntercept = {}; export const readFile = async () => '';`,
    }));
  },
};

/**
 * DynamoDB can be asked for its own endpoints, and EventBridge has endpoints of several regions: nobody here does, and what
 * they would need is evaluated at every import. Of a client's package.json its version is told to AWS, and nothing else.
 */
const withoutNeedless: Plugin = {
  name: 'without-needless',
  setup(build) {
    const modules: Readonly<Record<string, string>> = {
      '@aws-sdk/endpoint-cache': 'export class EndpointCache {}',
      '@aws-sdk/signature-v4-multi-region':
        "export { SignatureV4 as SignatureV4MultiRegion } from '@smithy/signature-v4';",
    };
    const named = new RegExp(`^(${Object.keys(modules).join('|')})$`);
    build.onResolve({ filter: named }, ({ path, resolveDir }) => ({
      path,
      namespace: 'needless',
      sideEffects: false,
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /.*/, namespace: 'needless' }, ({ path, pluginData: resolveDir }) => ({
      loader: 'js',
      contents: modules[path] ?? '',
      resolveDir,
    }));
    build.onLoad({ filter: /@aws-sdk\/client-[a-z-]+\/package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { loader: 'json', contents: JSON.stringify({ version }) };
    });
  },
};

export const lean: Plugin[] = [
  builtins,
  credentialsFromEnvironment,
  elsewhere,
  withoutProfiles,
  withoutNeedless,
];
