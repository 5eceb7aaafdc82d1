/**
 * A short ramp with everything in it: a gate that is closed at first, a pause, a machine that dies. Whatever goes wrong on the
 * way, its end is the same: what is wrong with a journey is told in words, so that many can be judged in one test.
 */
import { ListExperimentRunEventsCommand, ListExperimentRunsCommand } from '@aws-sdk/client-appconfig';
import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Plan } from '#core/plan/plan';
import { flagClaim, nameClaim, type Ramp } from '#core/ramp';
import { hourMs, minuteMs } from '#core/time';
import type { Fault, Faults } from '#local/faults';
import type { CrashPoint } from '#local/lambda/functions';
import { type RampWorld, type RampWorldOptions, rampWorld } from './ramp-world.ts';
import { guardOf, planOf } from './ramps.ts';

export const exposures = [0, 50, 100];
/** In the time of the journey: it begins at 10:12 in Berlin, an hour later than in UTC. */
const digest = { days: [1, 2, 3, 4, 5, 6, 7], atMinute: 10 * 60 + 40 };
const digestAt = Date.UTC(2026, 10, 23, 9, 40);
const plan: Plan = planOf({
  notify: { eventBus: 'default', digest },
  steps: exposures.map((exposurePercent, index) => ({
    exposurePercent,
    holdMs: 10 * minuteMs,
    gates: index === 0 ? [{ kind: 'alarms' }] : [],
  })),
  guards: [guardOf()],
});

/** Which call of which function goes wrong, and how. `nth` counts its calls of this operation from 1. */
export type Trouble = {
  readonly functionName: string;
  readonly operation: string;
  readonly nth: number;
  readonly kind:
    | 'crash before'
    | 'crash after'
    | 'throttled'
    | 'failed'
    | 'lost'
    | 'lost thrice'
    | 'conflict';
};
export type CallSeen = Pick<Trouble, 'functionName' | 'operation'>;

export const shortName = (functionName: string): string => functionName.split('-').at(-1) ?? '';

/** Puts troubles into a world, each once, and writes down every call. */
export function troubled(...troubles: readonly Trouble[]) {
  const calls: CallSeen[] = [];
  const all = troubles.map((trouble) => ({ trouble, armed: false, seen: 0, left: isOnce(trouble) ? 1 : 3 }));

  const crash = ({ functionName: full, operation = '', when }: CrashPoint): boolean => {
    if (when === 'end') return false;
    const functionName = shortName(full);
    if (when === 'before') calls.push({ functionName, operation });
    let dies = false;
    for (const each of all) {
      const { trouble } = each;
      if (trouble.functionName !== functionName || trouble.operation !== operation) continue;
      if (when === 'before') each.seen += 1;
      if (each.seen < trouble.nth || each.left === 0) continue;
      if (trouble.kind === `crash ${when}`) {
        each.left = 0;
        dies = true;
      } else if (when === 'before') each.armed = true;
    }
    return dies;
  };
  const faults: Faults = ({ service, operation }) => {
    const hit = all.find(
      ({ armed, trouble }) =>
        armed && faultOf(trouble.kind) && trouble.operation === `${service}.${operation}`,
    );
    if (!hit) return undefined;
    hit.armed = false;
    hit.left -= 1;
    return faultOf(hit.trouble.kind);
  };
  return { calls, crash, faults };
}

const isOnce = ({ kind }: Trouble): boolean => kind === 'lost' || kind.startsWith('crash');

function faultOf(kind: Trouble['kind']): Fault | undefined {
  switch (kind) {
    case 'throttled':
    case 'failed':
    case 'lost':
      return { kind };
    case 'lost thrice':
      return { kind: 'lost' };
    case 'conflict':
      return { kind: 'refused', name: 'ConflictException' };
    default:
      return undefined;
  }
}

/** How a journey ends: as its plan says, or by the alarm that guards it. */
export type Ending = 'planned' | 'by the alarm';
export type Journey = RampWorldOptions & { readonly ends?: Ending };

/** @returns what is wrong with its end; nothing if all is as planned */
export async function travel({ ends = 'planned', ...options }: Journey = {}) {
  const world = await rampWorld({
    watchEvery: 'rate(10 minutes)',
    digestEvery: 'rate(10 minutes)',
    ...options,
  });
  try {
    await world.putAlarm('errors');
    await world.alarm('errors', 'INSUFFICIENT_DATA');
    const ramp = await persistently(world, { do: 'start', plan });
    await until(world, ramp, ({ waiting }) => waiting?.kind === 'gates');
    await world.pass(2 * minuteMs);
    await world.alarm('errors', 'OK');
    await until(world, ramp, ({ exposurePercent }) => exposurePercent === 50);
    await killMachine(world);
    await persistently(world, { do: 'pause', ramp, note: 'a look' });
    await world.pass(minuteMs);
    await persistently(world, { do: 'resume', ramp });
    await until(world, ramp, ({ exposurePercent }) => exposurePercent === 100);
    if (ends === 'by the alarm') await world.alarm('errors', 'ALARM');
    await until(world, ramp, ({ status }) => status === 'ended');
    // What nobody could tell any more is the digest's to find; and a machine that nobody woke waits for its last due time.
    await world.pass(25 * minuteMs);
    return { world, wrong: await judge(world, ramp, stories[ends]) };
  } finally {
    world.leave();
  }
}

async function until(world: RampWorld, id: string, isSo: (ramp: Ramp) => boolean): Promise<void> {
  const endsBefore = world.clock.now() + 2 * hourMs;
  while (world.clock.now() < endsBefore) {
    await world.pass(3 * minuteMs);
    const entry = await world.ledger.read(id);
    if (entry && isSo(entry.ramp)) return;
  }
}

/** A person asks again when no answer comes. */
async function persistently(world: RampWorld, body: object): Promise<string> {
  for (let tries = 0; tries < 5; tries += 1) {
    const asked = world.ask(body).catch(() => undefined);
    // The SDK of the function waits before it tries again, and time has to pass for that.
    await world.pass(30_000);
    const answer = await asked;
    if (answer?.told) return answer.ramp ?? / as (\S+)$/.exec(answer.told)?.[1];
    await world.pass(2_000);
  }
  throw new Error(`nobody answers ${JSON.stringify(body)}`);
}

async function running(world: RampWorld) {
  const { executions = [] } = await world.clients.states.send(
    new ListExecutionsCommand({ stateMachineArn: world.machineArn, statusFilter: 'RUNNING' }),
  );
  return executions;
}

async function killMachine(world: RampWorld): Promise<void> {
  for (const { executionArn } of await running(world))
    await world.clients.states.send(new StopExecutionCommand({ executionArn }));
}

/** Told whenever something is refused or does not answer; how often depends on what goes wrong. */
const incidental = ['Rampart Degraded', 'Stop Delayed'];
const onTheWay = [
  'Ramp Started',
  'Gate Waiting',
  'Gate Cleared',
  'Exposure Raised',
  'Ramp Paused',
  'Ramp Resumed',
  'Exposure Raised',
];
const atTheEnd = ['Stop Requested', 'Ramp Stopped', 'Ramp Finished'];
const stories: Readonly<Record<Ending, readonly string[]>> = {
  planned: [...onTheWay, ...atTheEnd],
  'by the alarm': [...onTheWay, 'Guard Breached', ...atTheEnd],
};

async function judge(world: RampWorld, ramp: string, story: readonly string[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  const expectSame = (what: string, is: unknown, should: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(should))
      wrong.push(`${what}: ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
  };
  const entry = await world.ledger.read(ramp);
  const { Items: runs = [] } = await world.clients.appConfig.send(
    new ListExperimentRunsCommand(world.definitionKey),
  );
  expectSame(
    'runs',
    runs.map(({ Status }) => Status),
    ['DONE'],
  );
  if (runs.length === 0) return wrong;
  const { Items: events = [] } = await world.clients.appConfig.send(
    new ListExperimentRunEventsCommand({ ...world.definitionKey, Run: 1 }),
  );
  const raises = events.filter(({ EventType }) => EventType !== 'RUN_STOPPED').reverse();
  expectSame(
    'exposures',
    raises.map(({ ExposurePercentage }) => ExposurePercentage),
    exposures,
  );
  expectSame('outcome', [entry?.ramp.status, entry?.ramp.outcome], ['ended', 'stopped']);
  const facts = await world.ledger.facts(ramp);
  expectSame(
    'places of facts',
    facts.map(({ seq }) => seq),
    facts.map((_, index) => index + 1),
  );
  const told = facts.map(({ type }) => type).filter((type) => !incidental.includes(type));
  expectSame('facts', told, story);
  const ids = new Map<string, string>();
  for (const { detail, text } of world.published) {
    const before = ids.get(detail.metadata.eventId) ?? text;
    if (before !== text) wrong.push(`event ${detail.metadata.eventId} was told in two ways`);
    ids.set(detail.metadata.eventId, text);
  }
  const places = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => `${ramp}/${prefix}${index + 1}`);
  expectSame(
    'events of the ramp, and of its run',
    [...ids.keys()].filter((id) => id.startsWith(ramp)).toSorted(),
    [...places(facts.length, ''), ...places(events.length, 'run/')].toSorted(),
  );
  const digests = [...ids.keys()].filter((id) => id.startsWith('digest/')).length;
  // Two looks of the digest before its time; a run that was started later may be told of a day later.
  const isInTime = (runs[0]?.StartedAt?.getTime() ?? 0) < digestAt - 20 * minuteMs;
  expectSame('digests', digests, isInTime ? 1 : Math.min(1, digests));
  expectSame('executions that run', (await running(world)).length, 0);
  if (entry) {
    const claims = [flagClaim(entry.ramp.experiment), nameClaim(entry.ramp.name)];
    expectSame('claims', await Promise.all(claims.map((claim) => world.ledger.holder(claim))), [
      undefined,
      undefined,
    ]);
  }
  return wrong;
}
