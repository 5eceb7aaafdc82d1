/** Step Functions in virtual time: how fast, how much memory, and whether ten thousand executions cost ten times a thousand. */
import { StateMachine } from 'aws-local-stepfunctions';
import { type Aws, createAws } from '#local/aws';
import { VirtualClock } from '#local/clock';
import { createRandom } from '#local/random';
import { type StepFunctionsOptions, stepFunctions } from '#local/stepfunctions/index';
import type { Entry } from '#local/stepfunctions/journal';
import { replay } from '#local/stepfunctions/replay';
import { start } from '#test/support/start-execution';
import type { Figure } from './figure.ts';
import { measure, number, paceFigures } from './pace.ts';

/** 14 daily steps: 45 transitions. */
const ramp = {
  QueryLanguage: 'JSONata',
  StartAt: 'Start',
  States: {
    Start: { Type: 'Pass', Assign: { step: 0, ramp: '{% $states.input.ramp %}' }, Next: 'More' },
    More: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $step < 14 %}', Next: 'Hold' }],
      Default: 'Done',
    },
    Hold: { Type: 'Wait', Seconds: '{% 24 * 60 * 60 %}', Assign: { step: '{% $step + 1 %}' }, Next: 'Raise' },
    Raise: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:appconfig:updateExperimentRun',
      Arguments: { ApplicationIdentifier: '{% $ramp %}', ExposurePercentage: '{% $step * 7 %}' },
      TimeoutSeconds: 60,
      Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }],
      Output: '{% $states.result %}',
      Next: 'More',
    },
    Done: { Type: 'Succeed' },
  },
};
const transitions = 45;

export default async function stateFigures(): Promise<Figure[]> {
  const measured = { build: world, definition: ramp, transitions };
  await measure({ ...measured, count: 100 }); // warm
  const runs = [];
  for (const count of [10, 100, 1000, 10_000]) runs.push(await measure({ ...measured, count }));
  return [...paceFigures('executions of 14 days at once', runs), await replayFigure(), ...(await besides())];
}

const world = (clock: VirtualClock, options: StepFunctionsOptions = {}): Aws =>
  createAws(
    (each) => [stepFunctions(each, { tasks: () => ({ ok: true, output: { done: true } }), ...options })],
    {
      clock,
    },
  );

async function replayFigure(): Promise<Figure> {
  const journal: Entry[] = [];
  const clock = new VirtualClock();
  await start(world(clock, { journal: (entry) => journal.push(entry) }), ramp, 200);
  await clock.run();
  const startAt = performance.now();
  await replay(journal, createRandom(1).fork('stepfunctions'));
  const ms = performance.now() - startAt;
  return {
    what: `a journal of 200 executions, ${number(journal.length)} entries, played again`,
    figure: `${ms.toFixed(0)} ms`,
  };
}

/** The machine that both can express: no data is touched, so neither query language is needed. */
const chain = {
  StartAt: 'A0',
  States: Object.fromEntries([
    ...Array.from({ length: 5 }, (_, at) => [
      [`A${at}`, { Type: 'Pass', Next: `B${at}` }],
      [
        `B${at}`,
        {
          Type: 'Task',
          Resource: 'arn:aws:lambda:eu-central-1:111122223333:function:f',
          Next: at < 4 ? `A${at + 1}` : 'End',
        },
      ],
    ]).flat(),
    ['End', { Type: 'Succeed' }],
  ]),
};

async function besides(): Promise<Figure[]> {
  const count = 500;
  const ours = await perSecond(count, async () => {
    const clock = new VirtualClock();
    await start(world(clock), { QueryLanguage: 'JSONata', ...chain }, count);
    await clock.run();
  });
  const handlers = Object.fromEntries(
    Array.from({ length: 5 }, (_, at) => [`B${at}`, () => ({ done: true })]),
  );
  const theirs = await perSecond(count, async () => {
    const machine = new StateMachine(chain as ConstructorParameters<typeof StateMachine>[0]);
    const runs = Array.from({ length: count }, (_, at) =>
      machine.run({ ramp: at }, { overrides: { taskResourceLocalHandlers: handlers } }),
    );
    await Promise.all(runs.map(({ result }) => result));
  });
  return [
    {
      what: 'executions of 11 states per second, beside aws-local-stepfunctions',
      figure: `${number(ours)} against ${number(theirs)}`,
      bar: 'not slower, though it also keeps the history',
      ok: ours >= theirs,
    },
  ];
}

/** The best of three. */
async function perSecond(count: number, run: () => Promise<void>): Promise<number> {
  const paces: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const startAt = performance.now();
    await run();
    paces.push((1000 * count) / (performance.now() - startAt));
  }
  return Math.max(...paces);
}
