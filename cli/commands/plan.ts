/** `ramp plan`: checks a plan and shows when each raise would happen. No AWS call. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { type PlanReading, readPlan } from '#core/plan/read';
import { previewOf, type Weights } from '#core/preview';
import type { AlarmRule } from '#core/reaction';
import { minuteMs, secondMs } from '#core/time';
import { atOption, startedAtOf } from '../at.ts';
import { type CommandFactory, type ExitCode, exit } from '../command.ts';
import type { Context } from '../context.ts';
import { countOf, renderMarkdownDiagnostics, sayDiagnostics } from '../diagnostics.ts';
import { expandedSteps } from '../expand.ts';
import { readFileFor } from '../files.ts';
import { renderMarkdown, renderText, sectionsOf } from '../preview.ts';
import { previewJson } from '../preview-json.ts';

type Options = {
  readonly at?: string;
  readonly expand?: boolean;
  readonly tz: 'plan' | 'local' | 'UTC';
  readonly weights?: Weights;
  readonly alarm?: AlarmRule;
  readonly output: 'text' | 'json' | 'markdown';
};

export const plan: CommandFactory = (context) => ({
  command: new Command('plan')
    .alias('preview')
    .summary('check a plan and show when each raise would happen')
    .description('Checks a plan and shows when each raise would happen, at the earliest. Makes no AWS call.')
    .argument('<file>', 'the plan, *.ramp.yaml or *.ramp.json')
    .addOption(atOption())
    .option('--expand', 'print the steps that the curve of the plan stands for')
    .addOption(
      new Option('--tz <zone>', 'whose time is shown').choices(['plan', 'local', 'UTC']).default('plan'),
    )
    .option('--weights <list>', 'show who sees what, with these weights: c=50,t1=50', toWeights)
    .option('--alarm <rule>', 'show how fast a stop is, with alarms such as "2 of 3, 60 s"', toAlarmRule)
    .addOption(
      new Option('-o, --output <format>', 'for people, programs or pull requests')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    ),
  run: (file: string, options: Options) => run(context, file, options),
});

function run(context: Context, file: string, options: Options): ExitCode {
  const bytes = readFileFor(context, file);
  if (typeof bytes === 'number') return bytes;
  const startedAt = startedAtOf(context, options.at);
  const reading = readPlan(bytes, startedAt);
  tell(context, file, reading, options);
  return show(context, reading, startedAt, options);
}

/** Diagnostics go where they are read: into the result for programs and pull requests, else to stderr. */
function tell(
  { out, err }: Context,
  file: string,
  { text, diagnostics, plan }: PlanReading,
  { output }: Options,
): void {
  if (output === 'json' && !plan) out.data(previewJson(diagnostics));
  if (output === 'markdown') out.data(renderMarkdownDiagnostics(file, diagnostics));
  if (output === 'text') sayDiagnostics(err, file, { text, diagnostics, plan });
}

function show(
  { out, err }: Context,
  { diagnostics, plan, file }: PlanReading,
  startedAt: (timezone: string) => number,
  { output, expand, tz, weights, alarm }: Options,
): ExitCode {
  if (!plan || !file) return exit.usage;
  const preview = previewOf(plan, startedAt(plan.timezone), { weights, alarm });
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const sections = () => sectionsOf(preview, { plan: plan.timezone, local, UTC: 'UTC' }[tz]);
  if (output === 'json') out.data(previewJson(diagnostics, preview));
  else if (output === 'markdown') out.data(renderMarkdown(sections()));
  else if (expand) out.data(expandedSteps(file));
  else {
    const warned = diagnostics.length > 0 ? `, ${countOf(diagnostics)}` : '';
    out.text(renderText(sections(), out));
    err.text(`\n${err.paint('green', '✔')} the plan is valid${warned} (checked offline)\n`);
  }
  return exit.done;
}

function toWeights(text: string): Weights {
  const entries = text.split(',').map((part) => /^(c|t[1-5])=(\d+(?:\.\d+)?)$/.exec(part.trim()));
  const weights = Object.fromEntries(
    entries.map((match): [string, number] => [match?.[1] ?? '', Number(match?.[2])]),
  );
  const isWrong = entries.includes(null) || Object.keys(weights).length < entries.length;
  if (isWrong || !Object.values(weights).some((weight) => weight > 0))
    throw new InvalidArgumentError(
      'Write weights such as c=50,t1=50: c for the control, t1 to t5, each once.',
    );
  return weights;
}

/** Written as `ramp simulate --alarm` takes it, or its end alone. */
function toAlarmRule(text: string): AlarmRule {
  const [, datapoints, of, seconds] = /^(?:.*, *)?(\d+) of (\d+), *(\d+) ?s$/.exec(text) ?? [];
  const rule = { periodMs: Number(seconds) * secondMs, datapoints: Number(datapoints) };
  const isPeriod = rule.periodMs % minuteMs === 0 || [10, 20, 30].includes(Number(seconds));
  if (!isPeriod || rule.periodMs === 0 || rule.datapoints < 1 || rule.datapoints > Number(of))
    throw new InvalidArgumentError(
      'Write what an alarm waits for, such as "2 of 3, 60 s": datapoints to alarm of evaluation periods, and the period.',
    );
  return rule;
}
