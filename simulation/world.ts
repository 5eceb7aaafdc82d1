/** What a simulation needs of the world that it runs in: a stack of Rampart in an embedded AWS, in virtual time. */
import { AsyncResource } from 'node:async_hooks';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ambient } from '#local/ambient';
import type { Agent } from '#local/appconfig/assignment/agent';
import type { AwsOptions, ClientSettings } from '#local/aws';
import { VirtualClock } from '#local/clock';
import type { Deployment } from '#local/deployment';
import type { Functions } from '#local/lambda/functions';
import type { Outside } from '#local/outside';
import type { Random } from '#local/random';
import type { Replay } from '#local/replay/replay';
import { createSlackStandIn, type SlackCall } from '#local/slack/index';
import { defaultAccountId, defaultRegion } from '#local/world';

/** Makes a world with the stack: of packaged bundles, or of the sources. */
export type Deploy = (options: AwsOptions & { readonly outside?: Outside }) => Promise<Deployment>;

export type WorldOptions = Pick<AwsOptions, 'onTrace'> & {
  /** Recorded metrics that happen again. */
  readonly replays?: readonly Replay[];
  readonly deploy: Deploy;
  readonly startAt: number;
  readonly seed: number;
  /** Where the plan says that its alarms are; any place by default. */
  readonly place?: { readonly region: string; readonly account: string } | undefined;
  /** Hears of every call to Slack. */
  readonly onSlack?: (call: SlackCall) => void;
};

export type RampWorld = {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly clientConfig: () => ClientSettings;
  readonly agent: Agent;
  readonly account: string;
  readonly region: string;
  /** The functions of the world: a simulation may add its own. */
  readonly functions: Functions;
  readonly commandFunction: string;
  /** Defects of the embedded AWS itself, in words. */
  readonly defects: () => readonly string[];
  /** Gives the process its own time back. */
  readonly close: () => void;
};

/** Where a stack of stage `local` looks for what opens Slack; the stand-in takes any. */
const slackSecret = { Name: '/rampart/local/slack', Type: 'SecureString', Value: 'xoxb-simulated' } as const;

export async function createRampWorld({
  deploy,
  startAt,
  place,
  onSlack,
  ...options
}: WorldOptions): Promise<RampWorld> {
  const { account = defaultAccountId, region = defaultRegion } = place ?? {};
  const clock = new VirtualClock(startAt);
  // What is done with a message is not the function's doing: it has the process's own streams and environment.
  const slack = createSlackStandIn(clock, onSlack && AsyncResource.bind(onSlack));
  const outside: Outside = async (request) => slack.answer(request);
  const placed = { clock, accountId: account, region, outside };
  const { aws, agent, functions, stack } = await deploy({ ...options, ...placed });
  await new SSMClient(aws.clientConfig()).send(new PutParameterCommand(slackSecret));
  const commandFunction = stack.refs.CommandLambdaFunction;
  if (commandFunction === undefined) throw new Error('the stack has no function `command`');
  return {
    clock,
    random: aws.random,
    clientConfig: aws.clientConfig,
    agent,
    account,
    region,
    functions,
    commandFunction,
    defects: () => aws.defects.map(({ call, error }) => `${call}: ${error.stack}`),
    close: ambient(clock, aws.random),
  };
}
