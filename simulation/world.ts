/** What a simulation needs of the world that it runs in: a stack of Rampart in an embedded AWS, in virtual time. */

import { ambient } from '#local/ambient';
import type { Agent } from '#local/appconfig/assignment/agent';
import type { AwsOptions, ClientSettings } from '#local/aws';
import { VirtualClock } from '#local/clock';
import type { Deployment } from '#local/deployment';
import type { Functions } from '#local/lambda/functions';
import type { Random } from '#local/random';
import type { Replay } from '#local/replay/replay';
import { defaultAccountId, defaultRegion } from '#local/world';

/** Makes a world with the stack: of packaged bundles, or of the sources. */
export type Deploy = (options: AwsOptions) => Promise<Deployment>;

export type WorldOptions = Pick<AwsOptions, 'onTrace'> & {
  /** Recorded metrics that happen again. */
  readonly replays?: readonly Replay[];
  readonly deploy: Deploy;
  readonly startAt: number;
  readonly seed: number;
  /** Where the plan says that its alarms are; any place by default. */
  readonly place?: { readonly region: string; readonly account: string } | undefined;
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

export async function createRampWorld({
  deploy,
  startAt,
  place,
  ...options
}: WorldOptions): Promise<RampWorld> {
  const { account = defaultAccountId, region = defaultRegion } = place ?? {};
  const clock = new VirtualClock(startAt);
  const { aws, agent, functions, stack } = await deploy({ ...options, clock, accountId: account, region });
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
