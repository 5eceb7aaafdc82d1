/** `ramp simulate`: a plan from its start to its end on the embedded AWS, in virtual time. No account, no network. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Delivered } from '#core/delivered';
import type { Plan } from '#core/plan/plan';
import { readPlan } from '#core/plan/read';
import type { Replayed } from '#simulation/replayed';
import { atOption, startedAtOf } from '../at.ts';
import { type CommandFactory, type ExitCode, exit } from '../command.ts';
import type { Context } from '../context.ts';
import { sayDiagnostics } from '../diagnostics.ts';
import { endingOf, exitOf, grouped, renderEnding } from '../ending.ts';
import { openEventsFile } from '../events-file.ts';
import { readFileFor } from '../files.ts';
import { type ReplayOptions, replayAlarm, replayedOf, replayFile, replayMetric } from '../replay.ts';
import { lineOf } from '../story.ts';
import { packagedWorld } from '../world.ts';

export type Scenario = 'calm' | 'errors';
type Options = ReplayOptions & {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly at?: string;
  readonly events?: string;
};

export const simulate: CommandFactory = (context) => ({
  command: new Command('simulate')
    .summary('run a plan to its end in virtual time, without AWS')
    .description(
      'Runs a plan from its start to its end on the embedded AWS: the real state machine and functions, users,\nalarms, and somebody who says yes. No account, no network. The same seed gives the same run.',
    )
    .argument('<file>', 'the plan, *.ramp.yaml or *.ramp.json')
    .addOption(scenarioOption())
    .addOption(seedOption())
    .addOption(atOption())
    .option('--events <file>', 'write the events that are published to a file, as JSON Lines')
    .addOption(replayFile)
    .addOption(replayMetric)
    .addOption(replayAlarm),
  run: (file: string, options: Options) => run(context, file, options),
});

export const scenarioOption = (): Option =>
  new Option('--scenario <name>', 'errors: who sees a treatment meets errors from 25 % on')
    .choices(['calm', 'errors'] satisfies Scenario[])
    .default('calm');
export const seedOption = (): Option =>
  new Option('--seed <number>', 'another seed gives other users').argParser(toSeed).default(1);

async function run(context: Context, file: string, options: Options): Promise<ExitCode> {
  const bytes = readFileFor(context, file);
  if (typeof bytes === 'number') return bytes;
  const replayed = await replayedOf(context, options);
  if (typeof replayed === 'number') return replayed;
  const firstAt = options.at === undefined ? replayed?.recording[0]?.at : undefined;
  const startedAt = (timezone: string) => firstAt ?? startedAtOf(context, options.at)(timezone);
  const reading = readPlan(bytes, startedAt);
  sayDiagnostics(context.err, file, reading);
  if (!reading.plan) return exit.usage;
  if (tooManyRules(context, reading.plan, replayed)) return exit.usage;
  return play(context, reading.plan, startedAt(reading.plan.timezone), options, replayed);
}

/** A rule that no guard has would be watched by nobody. */
function tooManyRules({ err }: Context, { guards }: Plan, replayed: Replayed | undefined): boolean {
  const rules = replayed?.rules.length ?? 0;
  const stopping = guards.filter(({ then }) => then === 'stop').length;
  if (rules <= stopping) return false;
  err.text(`error: ${rules} times --alarm, and the plan has ${stopping} guards that stop\n`);
  return true;
}

async function play(
  context: Context,
  plan: Plan,
  startAt: number,
  options: Options,
  replayed: Replayed | undefined,
): Promise<ExitCode> {
  const { out, err } = context;
  const { seed, scenario } = options;
  const file = openEventsFile(context, options.events);
  if (typeof file === 'number') return file;
  const events: Delivered[] = [];
  const onEvent = (event: Delivered) => {
    events.push(event);
    file.write(event);
    const line = lineOf(event, plan.timezone);
    if (line !== undefined) out.text(`${line}\n`);
  };
  const { createSimulation, latestEndOf } = await import('#simulation/simulation');
  const begunAt = context.elapsed();
  const simulation = await createSimulation({
    // What the alarm sees is recorded: users are there only to be shown the flag.
    ...(replayed ? { replayed, visitsPerDay: 100 } : {}),
    deploy: packagedWorld,
    plan,
    startAt,
    seed,
    scenario,
    onEvent,
  });
  try {
    await simulation.advance(latestEndOf(plan, startAt));
  } finally {
    simulation.close();
    file.close();
  }
  const ending = endingOf(events);
  if (!ending) throw new Error('the ramp has not come to its end');
  const took = `${grouped(Math.round(context.elapsed() - begunAt))} ms`;
  const code = exitOf(ending);
  const told = renderEnding(ending, { took, shown: simulation.shown(), paint: out.paint });
  out.text(`\n${told}${code === exit.done ? '' : `   (exit ${code})`}\n`);
  if (!ending.isSuccess && scenario === 'errors')
    err.text('  The guard worked. Try --scenario calm to see the plan to its end.\n');
  return code;
}

function toSeed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A seed is a whole number, such as 7.');
  return Number(text);
}
