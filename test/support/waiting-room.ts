/**
 * A ramp in its waiting room, whom nobody else wakes: what is told to it is counted, so that its end can be judged. One run,
 * exposures of the plan and no others, every fact once, one execution.
 */
import { ListExperimentRunEventsCommand, ListExperimentRunsCommand } from '@aws-sdk/client-appconfig';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { minuteMs, secondMs } from '#core/time';
import { interruption } from './interruption.ts';
import { type RampWorld, type RampWorldOptions, rampWorld } from './ramp-world.ts';
import { planOf } from './ramps.ts';

const plan = planOf({
  steps: Array.from({ length: 60 }, (_, exposurePercent) => ({
    exposurePercent,
    holdMs: 10 * minuteMs,
    gates: [],
  })),
});

export type WaitingRoom = Awaited<ReturnType<typeof waitingRoom>>;

/** It waits at its first step. */
export async function waitingRoom({ faults, ...options }: RampWorldOptions = {}) {
  const interrupt = interruption();
  const world = await rampWorld({
    watchEvery: 'rate(365 days)',
    ...options,
    faults: (target) => interrupt.faults(target) ?? faults?.(target),
  });
  interrupt.learnNames(world.iam);
  const { ramp } = await world.ask({ do: 'start', plan });
  await world.pass(minuteMs);
  const changed = { pause: 0, resume: 0, stop: 0 };
  const tell = async (what: keyof typeof changed) => {
    const { is } = await world.ask({ do: what, ramp, note: 'a look' });
    if (is === 'changed') changed[what] += 1;
  };
  const read = async () => {
    const entry = await world.ledger.read(ramp);
    if (!entry) throw new Error(`no ramp ${ramp}`);
    return entry;
  };
  const exposure = async () => (await read()).ramp.exposurePercent;
  return { world, ramp, interrupt, tell, read, exposure, changed };
}

/** By itself: at its next due time exposure rises by one step, and by no other. */
export async function expectToGoOn({ world, read, exposure }: WaitingRoom): Promise<void> {
  const before = await exposure();
  await world.clock.run((await read()).dueAt + secondMs);
  expect(await exposure()).toBe(before + 1);
}

/** Whatever time passes: at the step that was reached before, or at the one whose raise was on its way. */
export async function expectToStandStill({ world, exposure }: WaitingRoom, before: number): Promise<void> {
  const reached = await exposure();
  expect(reached - before).toBeOneOf([0, 1]);
  await world.pass(30 * minuteMs);
  expect(await exposure()).toBe(reached);
}

export async function expectOneEnd({ world, ramp, read, changed }: WaitingRoom): Promise<void> {
  const { clients, definitionKey, machineArn } = world;
  const { Items: runs = [] } = await clients.appConfig.send(new ListExperimentRunsCommand(definitionKey));
  expect(runs.map(({ Status }) => Status)).toEqual(['DONE']);
  const { status, exposurePercent } = (await read()).ramp;
  expect(status).toBe('ended');
  expect(await exposures(world)).toEqual(Array.from({ length: exposurePercent + 1 }, (_, step) => step));
  const facts = await world.ledger.facts(ramp);
  expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, index) => index + 1));
  const told = Object.groupBy(facts, ({ type }) => type);
  const counts = Object.entries(told).map(([type, all]) => [type, all.length]);
  const once = ['Ramp Started', 'Stop Requested', 'Ramp Stopped', 'Ramp Finished'].map((type) => [type, 1]);
  const often = [
    ['Exposure Raised', exposurePercent],
    ['Ramp Paused', changed.pause],
    ['Ramp Resumed', changed.resume],
  ];
  expect(new Map(counts as [string, number][])).toEqual(
    new Map([...once, ...often.filter(([, count]) => count !== 0)] as [string, number][]),
  );
  const list = new ListExecutionsCommand({ stateMachineArn: machineArn });
  const { executions = [] } = await clients.states.send(list);
  expect(executions.map((execution) => execution.status)).toEqual(['SUCCEEDED']);
}

/** What AppConfig has been asked for, in order. */
async function exposures({ clients, definitionKey }: RampWorld): Promise<readonly (number | undefined)[]> {
  const all: (number | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const list = new ListExperimentRunEventsCommand({ ...definitionKey, Run: 1, NextToken });
    const page = await clients.appConfig.send(list);
    const raised = (page.Items ?? []).filter(({ EventType }) => EventType !== 'RUN_STOPPED');
    all.push(...raised.map(({ ExposurePercentage }) => ExposurePercentage));
    NextToken = page.NextToken;
  } while (NextToken);
  return all.toReversed();
}
