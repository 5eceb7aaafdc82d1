/**
 * What the alarm function itself costs, cold and warm, beside a handler that does nothing: for an alarm that guards nothing,
 * and for one that stops a ramp. In processes of their own, in turns; the embedded AWS answers from this one.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createLedger } from '#adapters/ledger';
import { minuteMs } from '#core/time';
import { bundleAll } from '#infra/bundle';
import { RealClock } from '#local/clock';
import { deploy } from '#local/deployment';
import { preparePlace } from '#test/support/experiment';
import { packagedTemplate, sources, withSchedule } from '#test/support/packaged';
import { openDoor } from './door.ts';
import type { Figure } from './figure.ts';
import { type Calls, type Cost, callsOf } from './handler-process.ts';
import { alarmArnOf, alarmNameOf, openMany, roomForMany } from './open-ramps.ts';

const processes = 8;
/** In each process: the first is cold. */
const callsEach = 11;

type Subject = {
  readonly what: string;
  readonly file: string;
  readonly eventsOf: (process: number) => readonly object[];
  readonly calls: Calls[];
};

export async function handlerFigures(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rampart-'));
  const world = await openWorld(folder, processes * callsEach);
  try {
    const [empty, alarm] = [join(folder, 'empty.mjs'), join(folder, 'alarm.mjs')];
    await writeFile(empty, 'export const handler = async () => ({});\n');
    await writeFile(alarm, (await bundleAll()).find(({ name }) => name === 'alarm')?.code ?? '');
    const subjects: readonly Subject[] = [
      { what: 'nothing', file: empty, eventsOf: () => each(() => ({})), calls: [] },
      { what: 'an alarm of nobody', file: alarm, eventsOf: () => each(() => eventOf(-1)), calls: [] },
      {
        what: 'a stop, confirmed',
        file: alarm,
        eventsOf: (nth) => each((call) => eventOf(nth * callsEach + call)),
        calls: [],
      },
    ];
    for (let nth = 0; nth < processes; nth += 1)
      for (const { file, eventsOf, calls } of subjects)
        calls.push(await callsOf(file, eventsOf(nth), world.env));
    await world.assertAllStopped();
    return subjects.flatMap(figuresOf);
  } finally {
    await world.close();
    await rm(folder, { recursive: true });
  }
}

const each = (event: (call: number) => object): readonly object[] =>
  Array.from({ length: callsEach }, (_, call) => event(call));

function figuresOf({ what, calls }: Subject): Figure[] {
  const cold = calls.map(({ load, first }) => sum(load, first));
  return [
    { what: `handler, cold, CPU (wall), median: ${what}`, figure: told(cold) },
    {
      what: `handler, warm, CPU (wall), median: ${what}`,
      figure: told(calls.flatMap(({ others }) => others)),
    },
  ];
}

const sum = (a: Cost, b: Cost): Cost => ({ cpuMs: a.cpuMs + b.cpuMs, wallMs: a.wallMs + b.wallMs });

function told(costs: readonly Cost[]): string {
  const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;
  const [cpuMs, wallMs] = [median(costs.map((each) => each.cpuMs)), median(costs.map((each) => each.wallMs))];
  return `${cpuMs.toFixed(1)} (${wallMs.toFixed(1)}) ms`;
}

/** As CloudWatch sends it. */
const eventOf = (index: number) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  account: '111122223333',
  region: 'eu-central-1',
  resources: [alarmArnOf(index)],
  detail: {
    alarmName: alarmNameOf(index),
    state: { value: 'ALARM', timestamp: new Date(Date.now()).toISOString(), reason: 'the bench' },
  },
});

/** The stack in real time, behind a door of its own: the SDK's connections are part of what a first call costs. */
async function openWorld(folder: string, ramps: number) {
  const clock = new RealClock();
  const watched = withSchedule(await packagedTemplate(), 'WatchSchedule', 'rate(1 day)');
  const template = withSchedule(watched, 'DigestSchedule', 'rate(1 day)');
  const given = { template, stackName: 'rampart', codeOf: sources, clock, switches: roomForMany };
  const { aws, stack } = await deploy(given);
  const appConfig = new AppConfigClient(aws.clientConfig());
  const table = stack.outputs.TableName ?? '';
  const ledger = createLedger(new DynamoDBClient(aws.clientConfig()), table, 'the bench');
  const place = await preparePlace(appConfig);
  const ids = await openMany({ ledger, appConfig, place, openedAt: clock.now() - minuteMs }, ramps);
  const door = await openDoor({ aws, stack }, clock, folder);
  return {
    ...door,
    /** A handler that fails fast would be a fast one. */
    assertAllStopped: async () => {
      const open = (await ledger.readAll(ids)).filter(({ ramp }) => ramp.status !== 'ended');
      if (open.length > 0) throw new Error(`${open.length} of ${ids.length} ramps were not stopped`);
    },
  };
}
