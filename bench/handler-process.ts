/** A process of its own that calls a handler once for each event: what the first call costs, and what the others do. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type Cost = { readonly cpuMs: number; readonly wallMs: number };
export type Calls = { readonly load: Cost; readonly first: Cost; readonly others: readonly Cost[] };

/** CPU of this process alone: the embedded AWS, which answers, is another one. A handler that fails is no figure. */
const script = `
  const [file, events] = process.argv.slice(1);
  const cost = async (work) => {
    const [startAt, used] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(used);
    return { cpuMs: (user + system) / 1000, wallMs: performance.now() - startAt };
  };
  let handler;
  const load = await cost(async () => { ({ handler } = await import(file)); });
  const calls = [];
  for (const [index, event] of JSON.parse(events).entries())
    calls.push(await cost(() => handler(event, { awsRequestId: 'bench-' + index, getRemainingTimeInMillis: () => 60_000 })));
  const [first, ...others] = calls;
  process.stdout.write('\\n' + JSON.stringify({ load, first, others }));
`;

export async function callsOf(
  file: string,
  events: readonly unknown[],
  env: Readonly<Record<string, string>>,
): Promise<Calls> {
  const argv = ['--input-type=module', '-e', script, file, JSON.stringify(events)];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { env, maxBuffer: 2 ** 24 });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as Calls;
}
