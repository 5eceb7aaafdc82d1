/**
 * What a cold start costs: each bundle's import and first call, beside an empty handler and beside the same code as esbuild
 * bundles it by default. All of them in turns, so that a slow minute of the machine is everybody's.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleAll, type FunctionBundle } from '#infra/bundle';
import { root } from '#infra/root';
import { RealClock } from '#local/clock';
import { deploy } from '#local/deployment';
import { packagedTemplate, sources, withSchedule } from '#test/support/packaged';
import { type ColdStart, coldStart } from './cold-process.ts';
import { openDoor } from './door.ts';
import type { Figure } from './figure.ts';

const rounds = 12;
/** Between an alarm and the end of a run. */
const onStopPath = ['alarm', 'stop', 'watch'];
/** These call what is no part of AWS's API, and nobody waits for them. */
const leftOut = ['removal', 'notify'];

type Variant = { readonly file: string; readonly event: string; readonly starts: ColdStart[] };

export default async function coldStartFigures(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rampart-'));
  const world = await openWorld(folder);
  try {
    const empty = { file: join(folder, 'empty.mjs'), event: '{}', starts: [] };
    await writeFile(empty.file, 'export const handler = async () => ({});\n');
    const bundles = (await bundleAll()).filter(({ name }) => !leftOut.includes(name));
    const functions = await Promise.all(bundles.map((bundle) => variantsOf(folder, bundle)));
    const all = [empty, ...functions.flatMap(({ ours, byDefault }) => [ours, byDefault])];
    for (let round = 0; round < rounds; round += 1)
      for (const { file, event, starts } of all) starts.push(await coldStart(file, event, world.env));
    const heading = 'CPU of import + first call, median (minimum): nothing';
    return [{ what: heading, figure: told(summaryOf(empty)) }, ...functions.flatMap(figuresOf)];
  } finally {
    await world.close();
    await rm(folder, { recursive: true });
  }
}

type Variants = { readonly name: string; readonly ours: Variant; readonly byDefault: Variant };

/** The bundle as it is packaged, and the same code as `esbuild --bundle --platform=node` makes it. */
async function variantsOf(folder: string, { name, code }: FunctionBundle): Promise<Variants> {
  // What each function asks the ledger first is answered: there is no such ramp.
  const event = await readFile(join(root, 'events/input', `${name}.json`), 'utf8');
  const variant = (file: string): Variant => ({ file: join(folder, file), event, starts: [] });
  const [ours, byDefault] = [variant(`${name}.mjs`), variant(`${name}.cjs`)];
  await writeFile(ours.file, code);
  const entryPoints = [join(root, 'functions', `${name}.ts`)];
  await build({ entryPoints, outfile: byDefault.file, bundle: true, platform: 'node', logLevel: 'error' });
  return { name, ours, byDefault };
}

function figuresOf({ name, ...variants }: Variants): Figure[] {
  const [ours, byDefault] = [summaryOf(variants.ours), summaryOf(variants.byDefault)];
  const ratio = ours.importMs.least / byDefault.importMs.least;
  const isBound = onStopPath.includes(name);
  return [
    { what: name, figure: told(ours) },
    { what: `${name}, by esbuild's defaults`, figure: told(byDefault) },
    {
      what: `${name}: its import against the default one's, by the minima`,
      figure: `${Math.round(100 * ratio)} %`,
      ...(isBound ? { bar: 'at most 40 %', ok: ratio <= 0.4 } : {}),
    },
  ];
}

/** The stack, behind a door of its own: the SDK's connections are part of what a first call costs. */
async function openWorld(folder: string) {
  const clock = new RealClock();
  const template = withSchedule(await packagedTemplate(), 'WatchSchedule', 'rate(1 day)');
  return openDoor(await deploy({ template, stackName: 'rampart', codeOf: sources, clock }), clock, folder);
}

type Spread = { readonly median: number; readonly least: number };
type Summary = { readonly importMs: Spread; readonly callMs: Spread };

function summaryOf({ starts }: Variant): Summary {
  const spread = (all: readonly number[]): Spread => {
    const sorted = all.toSorted((a, b) => a - b);
    return { median: sorted[Math.floor(sorted.length / 2)] ?? 0, least: sorted[0] ?? 0 };
  };
  return {
    importMs: spread(starts.map(({ importMs }) => importMs)),
    callMs: spread(starts.map(({ callMs }) => callMs)),
  };
}

const told = ({ importMs, callMs }: Summary): string =>
  [importMs, callMs].map(({ median, least }) => `${median.toFixed(0)} (${least.toFixed(0)})`).join(' + ') +
  ' ms';
