/** One cold start: a process of its own that imports a bundle and calls its handler once. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type ColdStart = { readonly importMs: number; readonly callMs: number };

/** What the runtime itself has required before it looks at a handler: aws-lambda-ric 4.0.2, its index.mjs. */
export const preload = `
  const runtime = process.getBuiltinModule('node:module').createRequire('/var/runtime/index.mjs');
  for (const name of ['path', 'fs', 'net', 'http', 'os', 'util', 'worker_threads']) runtime('node:' + name);
  await import('node:async_hooks');
`;

/**
 * CPU time, since that is what Lambda gives by the spoon, and since it hardly depends on who else uses the machine. CommonJS
 * is required, ES modules are imported, as Lambda's own runtime does it. What the handler answers is not the question.
 */
const script = `${preload}
  const [file, event] = process.argv.slice(1);
  const cpuMs = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
  const require = process.getBuiltinModule('node:module').createRequire(file);
  const startMs = cpuMs();
  const { handler } = file.endsWith('.cjs') ? require(file) : await import(file);
  const importedMs = cpuMs();
  const failed = await handler(JSON.parse(event), { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 }).then(() => {}, (error) => error);
  if (failed && failed.name !== 'RampUnknownError') throw new Error(failed.message);
  process.stdout.write('\\n' + JSON.stringify({ importMs: importedMs - startMs, callMs: cpuMs() - importedMs }));
`;

export async function coldStart(
  file: string,
  event: string,
  env: Readonly<Record<string, string>>,
): Promise<ColdStart> {
  const argv = ['--input-type=module', '-e', script, file, event];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { env });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as ColdStart;
}
