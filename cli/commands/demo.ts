/** `ramp demo`: two weeks of a ramp in half a minute, on what would be deployed. No account, no network. */
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import type { Delivered } from '#core/delivered';
import type { Plan } from '#core/plan/plan';
import { readPlan } from '#core/plan/read';
import type { SlackMessage } from '#local/slack/index';
import { atOption, startedAtOf } from '../at.ts';
import { audienceOf } from '../audience.ts';
import { type CommandFactory, type ExitCode, exit } from '../command.ts';
import type { Context } from '../context.ts';
import { demoLineOf, slackLineOf } from '../demo-story.ts';
import { sayDiagnostics } from '../diagnostics.ts';
import { endingOf, renderEnding } from '../ending.ts';
import { openEventsFile } from '../events-file.ts';
import { readFileFor } from '../files.ts';
import { pace } from '../pace.ts';
import { type Speed, toSpeed } from '../speed.ts';
import { packagedWorld } from '../world.ts';
import { type Scenario, scenarioOption, seedOption } from './simulate.ts';

type Options = {
  readonly speed: Speed;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly at?: string;
};

const demoPlan = 'examples/demo.ramp.yaml';
/** A Monday in autumn: the story is the same whenever it is told. */
const demoStart = '2026-11-23T10:12';
const eventsFile = '.ramp/events.jsonl';

export const demo: CommandFactory = (context) => ({
  command: new Command('demo')
    .summary('watch two weeks of a ramp in half a minute, without AWS')
    .description(
      `Runs a plan on what would be deployed: the packaged functions, roles and state machine, in the embedded AWS.\nNo account, no network. The events are written to ${eventsFile}.`,
    )
    .argument('[file]', 'another plan than the one of the demo')
    .addOption(speedOption())
    .addOption(scenarioOption())
    .addOption(seedOption())
    .addOption(atOption()),
  run: (file: string | undefined, options: Options) => run(context, file, options),
});

const speedOption = () =>
  new Option('--speed <speed>', 'how fast time passes, at the most')
    .argParser(toSpeed)
    .default(toSpeed('1d=2s'), '1d=2s: a virtual day in two seconds');

async function run(context: Context, given: string | undefined, options: Options): Promise<ExitCode> {
  const file = given ?? fileURLToPath(new URL(`../../${demoPlan}`, import.meta.url));
  const bytes = readFileFor(context, file);
  if (typeof bytes === 'number') return bytes;
  const startedAt = startedAtOf(context, options.at ?? (given === undefined ? demoStart : undefined));
  const reading = readPlan(bytes, startedAt);
  sayDiagnostics(context.err, file, reading);
  if (!reading.plan) return exit.usage;
  context.out.text(head(context, given ?? demoPlan, options));
  return play(context, reading.plan, startedAt(reading.plan.timezone), options);
}

/** How it ended is what the demo shows: no ending is a failure of it. */
async function play(context: Context, plan: Plan, startAt: number, options: Options): Promise<ExitCode> {
  const { out, elapsed } = context;
  const { seed, scenario, speed } = options;
  const file = openEventsFile(context, eventsFile);
  if (typeof file === 'number') return file;
  const audience = audienceOf(context);
  const teller = { timezone: plan.timezone, paint: out.paint, ...audience };
  const events: Delivered[] = [];
  const onEvent = (event: Delivered) => {
    events.push(event);
    file.write(event);
    const line = demoLineOf(event, teller);
    if (line !== undefined) out.text(`${line}\n`);
  };
  const onMessage = (message: SlackMessage, at: number) => {
    const line = slackLineOf(message, at, teller);
    if (line !== undefined) out.text(`${line}\n`);
  };
  const { createSimulation } = await import('#simulation/simulation');
  const given = { deploy: packagedWorld, plan, startAt, seed, scenario, answersWhenTold: true };
  const simulation = await createSimulation({ ...given, onEvent, onMessage });
  const begunAt = elapsed();
  try {
    await pace(context, simulation, speed.factor, audience);
  } finally {
    simulation.close();
    audience.close();
    file.close();
  }
  const ending = endingOf(events);
  if (!ending) {
    out.text('\nended by you, with the ramp on its way\n');
    return exit.interrupted;
  }
  const took = `${Math.round((elapsed() - begunAt) / 1000)} s`;
  const told = renderEnding(ending, { took, shown: simulation.shown(), paint: out.paint });
  out.text(`\n${told}\n${next(options)}`);
  return exit.done;
}

const head = ({ out }: Context, file: string, { speed, scenario }: Options): string =>
  [
    `${out.paint('bold', 'ramp demo')} · no AWS, virtual time: ${speed.text}  (Ctrl-C ends it)`,
    `scenario ${scenario} · plan ${file} · events ${eventsFile}`,
    '\n',
  ].join('\n');

function next({ scenario }: Options): string {
  const other = {
    calm: ['npm run demo -- --scenario errors', 'the treatment fails: an alarm stops the run by itself'],
    errors: ['npm run demo', 'the same plan when all is well'],
  }[scenario];
  const more = [
    other,
    [`npm run ramp -- plan ${demoPlan}`, 'when each raise would happen; edit the plan and look again'],
    [`npm run ramp -- simulate ${demoPlan}`, 'the same without waiting; --seed 2 brings other users'],
    [eventsFile, 'every event, as EventBridge delivers it'],
  ];
  const width = Math.max(...more.map(([what = '']) => what.length));
  return ['', 'What next', ...more.map(([what = '', why]) => `  ${what.padEnd(width)}  ${why}`), ''].join(
    '\n',
  );
}
