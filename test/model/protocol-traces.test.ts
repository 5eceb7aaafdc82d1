/** What the real machine and functions do is a path of the protocol's model, whatever goes wrong on the way. */
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { executionNameOf } from '#core/names';
import { hourMs, minuteMs, secondMs } from '#core/time';
import { scriptedFaults } from '#local/faults';
import type { CrashPoint } from '#local/lambda/functions';
import type { Template } from '#local/template/template';
import { type Effect, watchEffects } from '#test/support/effects';
import { interruption } from '#test/support/interruption';
import { packagedTemplate } from '#test/support/packaged';
import { type RampWorld, type RampWorldOptions, rampWorld } from '#test/support/ramp-world';
import { planOf } from '#test/support/ramps';
import { unexplained } from './conform.ts';
import { type Budget, design } from './protocol/design.ts';
import { observed, takesEffect } from './protocol/observed.ts';
import { protocol } from './protocol.ts';

const exposures = [0, 50, 100];
const plan = planOf({
  steps: exposures.map((exposurePercent) => ({ exposurePercent, holdMs: 10 * minuteMs, gates: [] })),
});
const nothing: Budget = {
  raises: exposures.length - 1,
  crashes: 0,
  unanswered: 0,
  lost: 0,
  consoleStops: 0,
  killed: 0,
  renewals: 0,
  pauses: 1,
  stops: 1,
};

type Live = (world: RampWorld, ramp: string) => Promise<unknown>;

/** A ramp of three steps, with what happens to it in its first minutes. */
async function effectsOf(
  live: Live,
  options: RampWorldOptions = {},
  forMs = hourMs,
): Promise<readonly Effect[]> {
  const { seen, learnNames, create } = watchEffects();
  const world = await rampWorld({ watchEvery: 'rate(365 days)', create, ...options });
  learnNames(world.iam);
  seen.length = 0;
  const asked = world.ask({ do: 'start', plan });
  await world.pass(minuteMs);
  await live(world, (await asked).ramp);
  await world.pass(forMs);
  world.leave();
  return seen;
}

const judged = (effects: readonly Effect[], may: Partial<Budget>) =>
  unexplained(protocol(design, { ...nothing, ...may }), takesEffect, observed(effects, exposures));

const told =
  (...commands: readonly string[]): Live =>
  async (world, ramp) => {
    for (const what of commands) {
      await world.ask({ do: what, ramp });
      await world.pass(13 * minuteMs);
    }
  };

const killed: Live = async (world, ramp) => {
  const machine = world.machineArn.replace(':stateMachine:', ':execution:');
  const executionArn = `${machine}:${executionNameOf(ramp, 1)}`;
  await world.clients.states.send(new StopExecutionCommand({ executionArn }));
  await world.pass(12 * minuteMs);
  await world.look();
};

const unwoken: Live = async (world, ramp) => {
  await world.pass(5 * minuteMs);
  const asked = world.ask({ do: 'pause', ramp });
  await world.pass(5 * secondMs);
  await asked;
  const looks = world.look();
  await world.pass(secondMs);
  await looks;
  await world.ask({ do: 'stop', ramp });
};

const stoppedByHand: Live = async (world, ramp) => {
  const entry = await world.ledger.read(ramp);
  if (entry) await world.stopOutside(entry.ramp.experiment, entry.ramp.run);
};

const fault = (operation: string, kind: 'lost' | 'failed', times = 1): RampWorldOptions => ({
  faults: scriptedFaults([{ operation, times, fault: { kind } }]),
});

type Scenario = [what: string, live: Live, may: Partial<Budget>, options?: RampWorldOptions];
const scenarios: Scenario[] = [
  ['nothing', async () => {}, {}],
  ['a pause, a resume and a stop', told('pause', 'resume', 'stop'), {}],
  ['a stop while it is paused', told('pause', 'stop'), {}],
  [
    'a wake-up that is lost, and a watch that looks',
    unwoken,
    { lost: 1 },
    fault('SendTaskSuccess', 'failed', 3),
  ],
  ['a start whose answer is lost', async () => {}, { lost: 1 }, fault('StartExperimentRun', 'lost')],
  ['an update whose answer is lost', async () => {}, { lost: 1 }, fault('UpdateExperimentRun', 'lost')],
  ['a stop whose answer is lost', async () => {}, { crashes: 1 }, fault('StopExperimentRun', 'lost')],
  ['a write whose answer is lost', told('pause', 'resume'), { unanswered: 1 }, fault('UpdateItem', 'lost')],
  ['a machine that somebody stops', killed, { killed: 1 }],
  ['a machine that is worn', (world, ramp) => world.growOld(ramp), { renewals: 1 }],
  ['a person who stops the run in the console', stoppedByHand, { consoleStops: 1 }],
];

describe('a real trace is a path of the model, with', () => {
  test.each(scenarios)('%s', async (_, live, may, options) => {
    const effects = await effectsOf(live, options);

    expect(judged(effects, may)).toBeUndefined();
    expect(effects.map(({ operation }) => operation)).toContain('StopExperimentRun');
  });

  test('a pause at any call of the machine', async () => {
    for (const call of [1, 6]) {
      const { faults, learnNames, at } = interruption();
      const effects = await effectsOf(
        async (world, ramp) => {
          learnNames(world.iam);
          at(call, () => world.ask({ do: 'pause', ramp }));
          await world.pass(15 * minuteMs);
          await world.ask({ do: 'resume', ramp });
        },
        { faults },
      );

      expect(judged(effects, {}), `call ${call}`).toBeUndefined();
    }
  });
});

/** A function dies once, the first time that it comes to that call. */
const dies = (name: string, call: number, when: CrashPoint['when']) => {
  let died = false;
  return (point: CrashPoint) => {
    if (died || point.functionName !== `rampart-test-${name}` || point.call !== call || point.when !== when)
      return false;
    died = true;
    return true;
  };
};
/** All of them take a minute: `RAMPART_FAULTS=all npx vitest run test/model/protocol-traces.test.ts`. */
const share = process.env.RAMPART_FAULTS === 'all' ? 1 : 17;
const crashes = Object.entries({ open: 15, decide: 8, raise: 9, stop: 12 })
  .flatMap(([name, calls]) => Array.from({ length: calls }, (_, call) => [name, call + 1] as const))
  .flatMap(([name, call]) => (['before', 'after'] as const).map((when) => [name, when, call] as const));

describe('a real trace is a path of the model, when', () => {
  const some = crashes.filter((_, index) => index % share === share - 1);
  test.each(some)('%s dies %s its call %i', async (name, when, call) => {
    const effects = await effectsOf(told('pause', 'resume'), { crash: dies(name, call, when) });

    expect(judged(effects, { crashes: 1, unanswered: 1 })).toBeUndefined();
  });
});

describe('what is no path is refused:', () => {
  test('a trace in which anything is missing, or happens in another order', async () => {
    const steps = observed(await effectsOf(async () => {}), exposures);
    const without = steps.map((_, index) => steps.toSpliced(index, 1)).slice(0, -1);
    const swapped = steps
      .slice(1)
      .map((step, index) => steps.toSpliced(index, 2, step, steps[index] as typeof step));
    const model = protocol(design, nothing);

    const accepted = [...without, ...swapped].filter((each) => !unexplained(model, takesEffect, each));

    expect(accepted.map((each) => each.map(({ told }) => told))).toEqual([]);
  });

  test('a machine that waits though there is news', async () => {
    const template = JSON.stringify(await packagedTemplate());
    const unconditional = template.replace('inbox = :seen AND', 'NOT inbox = :seen OR');
    const { faults, learnNames, at } = interruption();
    const news: Live = async (world, ramp) => {
      learnNames(world.iam);
      at(4, () => world.ask({ do: 'resume', ramp }));
      await world.ask({ do: 'pause', ramp });
    };
    const options = { faults, template: JSON.parse(unconditional) as Template };

    expect(judged(await effectsOf(news, options, secondMs), {})).toMatch('begins to wait');
  });
});
