/** Whole ramps in virtual time: how many a second, and whether a thousand at once cost a thousand times one. */
import { AppConfigClient, CreateApplicationCommand } from '@aws-sdk/client-appconfig';
import { ListStateMachinesCommand, paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { dayMs, hourMs } from '#core/time';
import { deploy } from '#local/deployment';
import { ask, owner } from '#simulation/people';
import { furnish } from '#simulation/shop';
import { createRampWorld, type RampWorld } from '#simulation/world';
import { packagedTemplate, sources, withSchedule } from '#test/support/packaged';
import { planOf, startAt } from '#test/support/ramps';
import type { Figure } from './figure.ts';
import { heapKb, number } from './pace.ts';

const days = 14;
/** Ten steps in two weeks. */
const plan = planOf({
  steps: [0, 1, 2, 5, 10, 20, 35, 50, 75, 100].map((exposurePercent) => ({
    exposurePercent,
    holdMs: (days * dayMs) / 10,
    gates: [],
  })),
});

export default async function rampFigures(): Promise<Figure[]> {
  await measure(1); // warm
  const runs = [];
  for (const count of [10, 100, 1000]) runs.push(await measure(count));
  const [smaller, larger] = runs.slice(-2) as [Run, Run];
  const dearer = larger.cpuMsEach / smaller.cpuMsEach;
  return [
    ...runs.map(({ count, seconds, kbEach }) => ({
      what: `${number(count)} ramps of ${days} days at once`,
      figure: `${(count / seconds).toFixed(1)} ramps/s, ${number((count * days) / seconds)} days/s, ${kbEach.toFixed(0)} KiB each`,
    })),
    {
      what: `CPU of one among ${number(larger.count)} against one among ${number(smaller.count)}`,
      figure: `${dearer.toFixed(2)} times`,
      bar: 'at most 1.5 times: linear',
      ok: dearer <= 1.5,
    },
    { what: 'a look of the watch at nothing', figure: `${(await idleTickMs()).toFixed(2)} ms of CPU` },
  ];
}

type Run = {
  readonly count: number;
  readonly seconds: number;
  readonly cpuMsEach: number;
  readonly kbEach: number;
};

async function measure(count: number): Promise<Run> {
  const world = await worldWatched('rate(1 hour)');
  const before = await heapKb();
  const [begunAt, used] = [performance.now(), process.cpuUsage()];
  await openShops(world, count);
  for (let each = 0; each < count; each += 1) await start(world, each);
  await world.clock.run(startAt + (days + 1) * dayMs);
  const { user, system } = process.cpuUsage(used);
  const seconds = (performance.now() - begunAt) / 1000;
  const kbEach = ((await heapKb()) - before) / count;
  await assertEnded(world, count);
  world.close();
  return { count, seconds, cpuMsEach: (user + system) / 1000 / count, kbEach };
}

/** A ramp that stood still would be fast. */
async function assertEnded(world: RampWorld, count: number): Promise<void> {
  const states = new SFNClient(world.clientConfig());
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
  const { stateMachineArn } = stateMachines[0] ?? {};
  let ended = 0;
  for await (const page of paginateListExecutions(
    { client: states },
    { stateMachineArn, statusFilter: 'SUCCEEDED' },
  ))
    ended += page.executions?.length ?? 0;
  if (ended !== count) throw new Error(`${ended} of ${count} ramps have ended`);
}

/** An account has at most 100 applications, so ten ramps share one. */
async function openShops(world: RampWorld, count: number): Promise<void> {
  const client = new AppConfigClient(world.clientConfig());
  for (let index = 0; index < count; index += 10) {
    const { application } = experimentOf(index);
    const { Id = '' } = await client.send(new CreateApplicationCommand({ Name: application }));
    for (let each = index; each < Math.min(count, index + 10); each += 1) {
      const place = { environment: `prod-${each}`, profile: `flags-${each}` };
      await furnish(world, Id, experimentOf(each), place);
    }
  }
}

const experimentOf = (index: number) => ({
  application: `shop-${Math.floor(index / 10)}`,
  definition: `button-${index}`,
  overrides: {},
});

async function start(world: RampWorld, index: number): Promise<void> {
  const experiment = experimentOf(index);
  const asked = ask(world, owner(world), {
    do: 'start',
    plan: { ...plan, name: `${plan.name}-${index}`, experiment },
  });
  await world.clock.run(world.clock.now());
  const { status, told } = await asked;
  if (status !== 200) throw new Error(told);
}

async function idleTickMs(): Promise<number> {
  const world = await worldWatched('rate(1 minute)');
  await world.clock.run(startAt + hourMs);
  const used = process.cpuUsage();
  await world.clock.run(startAt + 11 * hourMs);
  const { user, system } = process.cpuUsage(used);
  world.close();
  return (user + system) / 1000 / 600;
}

async function worldWatched(watchEvery: string): Promise<RampWorld> {
  const watched = withSchedule(await packagedTemplate(), 'WatchSchedule', watchEvery);
  const template = withSchedule(watched, 'DigestSchedule', 'rate(1 day)');
  return createRampWorld({
    startAt,
    seed: 1,
    deploy: (options) => deploy({ template, codeOf: sources, stackName: 'rampart-bench', ...options }),
  });
}
