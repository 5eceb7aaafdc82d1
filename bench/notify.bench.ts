/** What a cold start of the function that speaks to Slack costs, against a function that does nothing. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { bundleAll } from '../infra/bundle.ts';
import { preload } from './cold-process.ts';
import type { Figure } from './figure.ts';

const run = promisify(execFile);
const rounds = 9;

export default async function notifyFigures(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'notify-'));
  try {
    const bundle = (await bundleAll()).find(({ name }) => name === 'notify');
    if (!bundle) throw new Error('there is no function notify');
    await writeFile(join(folder, 'notify.mjs'), bundle.code);
    await writeFile(join(folder, 'empty.mjs'), 'export const handler = async () => {};\n');
    const notify: Imported[] = [];
    const empty: Imported[] = [];
    for (let round = 0; round < rounds; round += 1) {
      notify.push(await importOf(join(folder, 'notify.mjs')));
      empty.push(await importOf(join(folder, 'empty.mjs')));
    }
    const [ours, floor] = [least(notify), least(empty)];
    const loads = notify[0]?.loaded ?? [];
    return [
      { what: 'notify: bundle', figure: `${Math.ceil(bundle.code.byteLength / 1024)} KB` },
      {
        what: 'notify: cold import, above an empty handler',
        figure: `${(ours - floor).toFixed(1)} ms`,
        bar: 'at most 60 ms',
        ok: ours - floor <= 60,
      },
      {
        what: 'notify: modules of undici and fetch that are loaded',
        figure: String(loads.length),
        bar: 'none',
        ok: loads.length === 0,
      },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Imported = { readonly ms: number; readonly loaded: readonly string[] };

/** In a process of its own, since a module is imported once. Processor time: others may use the machine too. */
async function importOf(file: string): Promise<Imported> {
  const code = `${preload} const from = process.cpuUsage(); await import(${JSON.stringify(pathToFileURL(file).href)});
const { user, system } = process.cpuUsage(from);
const ms = (user + system) / 1000;
const loaded = process.moduleLoadList.filter((name) => /undici/.test(name));
process.stdout.write(JSON.stringify({ ms, loaded }));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code]);
  return JSON.parse(stdout) as Imported;
}

const least = (all: readonly Imported[]): number => Math.min(...all.map(({ ms }) => ms));
