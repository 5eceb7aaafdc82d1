/** A ramp from its start to its end in virtual time: the real machine and functions, users, alarms, and who answers. */

import { type Delivered, toldFact } from '#core/delivered';
import { parseAlarmArn } from '#core/plan/normalise';
import type { Plan } from '#core/plan/plan';
import { startOf } from '#core/schedule';
import { dayMs, hourMs, minuteMs } from '#core/time';
import type { SlackMessage } from '#local/slack/index';
import { createAlarms } from './alarms.ts';
import { listen } from './bus.ts';
import { ask, owner } from './people.ts';
import { type Replayed, replayAt } from './replayed.ts';
import { openShop } from './shop.ts';
import { createStandIn } from './stand-in.ts';
import { startTraffic } from './traffic.ts';
import { createRampWorld, type Deploy, type RampWorld } from './world.ts';

export const scenarios = ['calm', 'errors'] as const;
export type Scenario = (typeof scenarios)[number];

export type SimulationOptions = {
  readonly deploy: Deploy;
  readonly plan: Plan;
  /** When the ramp is started, epoch ms. */
  readonly startAt: number;
  readonly seed: number;
  /** `errors`: the treatment fails from 25 % on. */
  readonly scenario: Scenario;
  readonly visitsPerDay?: number;
  /** A recorded metric, watched by the first guard that stops. */
  readonly replayed?: Replayed | undefined;
  /** Whether questions are answered by `answer` alone; else a stand-in answers some minutes later. */
  readonly answersWhenTold?: boolean;
  readonly onEvent: (event: Delivered) => void;
  /** People in Slack read something new, or something that was rewritten. */
  readonly onMessage?: (message: SlackMessage, at: number) => void;
};
export type Simulation = {
  readonly now: () => number;
  readonly hasEnded: () => boolean;
  /** Lets virtual time pass, up to an instant or until the ramp has ended or asks somebody who has to be told. */
  readonly advance: (untilAt: number) => Promise<void>;
  /** Whether somebody has to be told to answer. */
  readonly isAsked: () => boolean;
  readonly answer: () => Promise<void>;
  /** How many different users each treatment of the run was shown to. */
  readonly shown: () => ReadonlyMap<string, number>;
  /** Gives the process its own time back. */
  readonly close: () => void;
};

/** The shop is open for so long before the ramp is started: alarms have their state, metrics their data. */
const warmUpMs = hourMs;
/** How often is looked whether the ramp has ended. */
const lookEveryMs = 10 * minuteMs;
const failsFromPercent = 25;

export async function createSimulation(options: SimulationOptions): Promise<Simulation> {
  const {
    deploy,
    plan,
    startAt,
    seed,
    scenario,
    visitsPerDay = 10_000,
    replayed,
    answersWhenTold = false,
    onEvent,
    onMessage,
  } = options;
  const world = await createRampWorld({
    replays: replayed ? [replayAt(replayed, startAt)] : [],
    deploy,
    startAt: startAt - warmUpMs,
    seed,
    place: placeOf(plan),
    onSlack: ({ message, at }) => message && onMessage?.(message, at),
  });
  try {
    let exposure = 0;
    let hasEnded = false;
    const topPercent = plan.steps.at(-1)?.exposurePercent ?? 0;
    const treatmentFails = () => scenario === 'errors' && exposure >= Math.min(failsFromPercent, topPercent);
    await createAlarms(world, plan, replayed);
    const traffic = startTraffic(world, await openShop(world, plan), plan, {
      visitsPerDay,
      treatmentFails,
      recorded: replayed,
    });
    const standIn = createStandIn(world, answersWhenTold);
    await listen(world, (event) => {
      onEvent(event);
      const fact = toldFact(event);
      if (!fact) return;
      exposure = fact.data.exposure;
      hasEnded ||= fact.type === 'Ramp Finished';
      if (hasEnded) traffic.stop();
      standIn.hear(fact);
    });
    await world.clock.run(startAt);
    await start(world, plan);
    return {
      now: () => world.clock.now(),
      hasEnded: () => hasEnded,
      shown: traffic.shown,
      isAsked: standIn.isAsked,
      answer: standIn.answer,
      close: world.close,
      advance: async (untilAt) => {
        while (!hasEnded && !standIn.isAsked() && world.clock.now() < untilAt)
          await world.clock.run(Math.min(untilAt, world.clock.now() + lookEveryMs));
        // Slack hears of the end some seconds after it.
        if (hasEnded) await world.clock.run(world.clock.now() + minuteMs);
        const [defect] = world.defects();
        if (defect) throw new Error(`the embedded AWS has a defect in ${defect}`);
      },
    };
  } catch (error) {
    world.close();
    throw error;
  }
}

/** By then every ramp has ended, whatever came between. */
export const latestEndOf = (plan: Plan, startAt: number): number =>
  startOf(plan, startAt) + plan.maxDurationMs + 400 * dayMs;

async function start(world: RampWorld, plan: Plan): Promise<void> {
  const asked = ask(world, owner(world), { do: 'start', plan });
  await world.clock.run(world.clock.now());
  const { status, told } = await asked;
  if (status !== 200) throw new Error(`the ramp cannot be started: ${told}`);
}

/** The plan's alarms are where their ARNs say. */
function placeOf({ guards }: Plan) {
  const arn = guards.flatMap((guard) => (guard.kind === 'alarm' && guard.arn ? [guard.arn] : []))[0];
  return arn === undefined ? undefined : parseAlarmArn(arn);
}
