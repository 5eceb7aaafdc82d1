/** `--replay`, `--metric`, `--alarm`: a recorded metric that happens again, and the alarm that watches it. */
import { InvalidArgumentError, Option } from 'commander';
import type { Replayed, ReplayRule } from '#simulation/replayed';
import { type ExitCode, exit } from './command.ts';
import type { Context } from './context.ts';
import { readFileFor } from './files.ts';

export type ReplayOptions = {
  readonly replay?: string;
  readonly metric?: { readonly namespace: string; readonly name: string };
  readonly alarm?: readonly ReplayRule[];
};

export const replayFile = new Option(
  '--replay <file>',
  'a recorded metric, which happens again: timestamp,value lines or get-metric-data',
);
export const replayMetric = new Option('--metric <name>', 'what was recorded: Namespace/Name').argParser(
  (text: string) => toMetric(text),
);
export const replayAlarm = new Option(
  '--alarm <rule>',
  'when the first guard that stops goes off, "Maximum > 60, 2 of 3, 300 s"; again for the next one',
).argParser((text: string, before: readonly ReplayRule[] = []) => [...before, toRule(text)]);

/** Undefined where nothing is replayed; an exit code where it cannot be. */
export async function replayedOf(
  context: Context,
  { replay, metric, alarm }: ReplayOptions,
): Promise<Replayed | undefined | ExitCode> {
  if (replay === undefined) return undefined;
  if (!metric || !alarm) {
    context.err.text(
      'error: --replay needs --metric Namespace/Name and --alarm "Maximum > 60, 2 of 3, 300 s"\n',
    );
    return exit.usage;
  }
  const bytes = readFileFor(context, replay);
  if (typeof bytes === 'number') return bytes;
  const { readRecording, RecordingError } = await import('#local/replay/recording');
  try {
    return { recording: readRecording(new TextDecoder().decode(bytes)), ...metric, rules: alarm };
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    context.err.text(`error: ${replay}: ${error.message}\n`);
    return exit.usage;
  }
}

function toMetric(text: string): ReplayOptions['metric'] {
  const at = text.lastIndexOf('/');
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError('Write Namespace/Name, such as AWS/ApplicationELB/TargetResponseTime.');
  return { namespace: text.slice(0, at), name: text.slice(at + 1) };
}

const rule =
  /^(Average|Sum|Minimum|Maximum|SampleCount) (>|>=|<|<=) (-?\d+(?:\.\d+)?), (\d+) of (\d+)(?:, (\d+) ?s)?$/;

function toRule(text: string): ReplayRule {
  const [, Statistic, sign = '', threshold, datapoints, periods, seconds = '300'] = rule.exec(text) ?? [];
  if (Statistic === undefined || Number(datapoints) > Number(periods) || Number(seconds) % 60 !== 0)
    throw new InvalidArgumentError(
      'Write a rule such as "Maximum > 60, 2 of 3, 300 s": statistic, threshold, M of N, period.',
    );
  return {
    Statistic: Statistic as ReplayRule['Statistic'],
    ComparisonOperator: operators[sign] as ReplayRule['ComparisonOperator'],
    Threshold: Number(threshold),
    DatapointsToAlarm: Number(datapoints),
    EvaluationPeriods: Number(periods),
    Period: Number(seconds),
  };
}

const operators: Readonly<Record<string, string>> = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
  '<=': 'LessThanOrEqualToThreshold',
};
