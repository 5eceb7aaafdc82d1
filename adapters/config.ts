/** The environment of a function: the only reader of process.env. A test holds it equal to the template's. */
export type Config = {
  readonly stage: string;
  readonly region: string;
  readonly tableName: string;
  readonly stateMachineArn: string;
  readonly eventBusName: string;
  /** `true` where the clock is a simulation's: events say so. */
  readonly virtualTime: string;
  /** How often AppConfig is asked for its own events of a run when nothing has changed. */
  readonly runEventsMinutes: string;
  /** How many ramps the watch looks at at the same time. */
  readonly watchAtOnce: string;
};

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export const variables = {
  stage: 'RAMPART_STAGE',
  region: 'AWS_REGION',
  tableName: 'RAMPART_TABLE',
  stateMachineArn: 'RAMPART_STATE_MACHINE',
  eventBusName: 'RAMPART_EVENT_BUS',
  virtualTime: 'RAMPART_VIRTUAL_TIME',
  runEventsMinutes: 'RAMPART_RUN_EVENTS_MINUTES',
  watchAtOnce: 'RAMPART_WATCH_AT_ONCE',
} as const satisfies Record<keyof Config, string>;

const defaults: Partial<Config> = { virtualTime: 'false', runEventsMinutes: '15', watchAtOnce: '10' };

/** Of the function that speaks to Slack: the secret's ARN, never the secret. */
export type SlackConfig = {
  readonly secretArn: string;
  /** Where plans that name no channel are told of; empty for nowhere. */
  readonly channel: string;
};

export const slackVariables = {
  secretArn: 'RAMPART_SLACK_SECRET',
  channel: 'RAMPART_SLACK_CHANNEL',
} as const satisfies Record<keyof SlackConfig, string>;

export function readSlackConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
): SlackConfig {
  const secretArn = env[slackVariables.secretArn];
  if (!secretArn) throw new ConfigError(`the environment variable ${slackVariables.secretArn} is not set`);
  return { secretArn, channel: env[slackVariables.channel] ?? '' };
}

export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const entries = Object.entries(variables).map(([key, variable]) => {
    const value = env[variable] ?? defaults[key as keyof Config];
    if (!value) throw new ConfigError(`the environment variable ${variable} is not set`);
    return [key, value] as const;
  });
  return Object.fromEntries(entries) as Config;
}
