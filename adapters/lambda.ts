/**
 * What stands around every function: parse → run → log. Time is read here, once per invocation, and handed down; middy and
 * Powertools are named nowhere else.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { ClientSettings } from './clients.ts';
import { type Config, readConfig } from './config.ts';
import { type Log, type MeasureIt, type Noted, observe } from './observe.ts';
import { everything, type Services } from './services.ts';

export type Surroundings<Reached = Services> = {
  readonly services: Reached;
  /** Epoch ms, the same throughout the invocation. */
  readonly now: number;
  /** Waits, where a function has to try again by itself. */
  readonly sleep: (ms: number) => Promise<void>;
  /** False when what is begun now might not come to its end in this invocation. */
  readonly hasTime: () => boolean;
  /** One line for people who read logs. */
  readonly log: Log;
  readonly measure: MeasureIt;
};
export type Task<Input, Output, Reached = Services> = {
  readonly name: string;
  /** Refuses what is no input, with a message that says why. */
  readonly parse: (event: unknown) => Input;
  readonly run: (input: Input, surroundings: Surroundings<Reached>) => Promise<Output>;
};
type Context = { readonly awsRequestId: string; readonly getRemainingTimeInMillis: () => number };
export type Handler<Output> = (event: unknown, context: Context) => Promise<Output>;

/** What a handler stands on: read from the environment on the first call, or given. */
export type Ground = { readonly config: Config; readonly settings: ClientSettings };
const fromEnvironment = (): Ground => {
  const config = readConfig();
  return { config, settings: { region: config.region, ...requestHandlerOf(globalThis) } };
};

/** On a laptop the embedded AWS leaves a way to it here; in AWS there is none, and the SDK takes its own. */
function requestHandlerOf(surroundings: object): { readonly requestHandler?: unknown } {
  const requestHandler = (surroundings as Record<symbol, unknown>)[Symbol.for('aws.requestHandler')];
  return requestHandler === undefined ? {} : { requestHandler };
}

/** What a function reaches: made with its first call, and taken up by each invocation under a name of its own. */
export type Reach<Reached> = (ground: Ground) => (invocation: string, noted: Noted) => Reached;

export const lambda = <Input, Output>(task: Task<Input, Output>, ground = fromEnvironment): Handler<Output> =>
  around(task, everything, ground);

/** For a function that reaches other things than most: what it does not name is not in its bundle. */
export function around<Input, Output, Reached>(
  task: Task<Input, Output, Reached>,
  reach: Reach<Reached>,
  ground = fromEnvironment,
): Handler<Output> {
  const logger = new Logger({ serviceName: 'rampart' });
  const metrics = new Metrics({ namespace: 'rampart', serviceName: 'rampart' });
  let reached: ReturnType<Reach<Reached>> | undefined;
  const handle = async (event: unknown, context: Context): Promise<Output> => {
    reached ??= reachFrom(ground(), reach, metrics);
    const { log, measure, noted } = observe(logger, metrics);
    const services = reached(context.awsRequestId, noted);
    const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
    return task.run(task.parse(event), { services, now: Date.now(), sleep, hasTime, log, measure });
  };
  return middy(handle).use(injectLambdaContext(logger, { logEvent: false })) as unknown as Handler<Output>;
}

function reachFrom<Reached>(ground: Ground, reach: Reach<Reached>, metrics: Metrics) {
  metrics.setDefaultDimensions({ stage: ground.config.stage });
  return reach(ground);
}

/** What the last work begun may take. */
const reserveMs = 15_000;

const sleep = (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms));

/** Works on many things, a few of them at the same time, in the order given. */
export async function inTurns<T, R>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const rest = all.entries();
  const worker = async () => {
    for (const [index, one] of rest) results[index] = await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
  return results;
}
