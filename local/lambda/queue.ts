/** Asynchronous invocations: a queue in front of each function that tries again, gives up, and tells a destination. */
import { textOf } from '../wire/message.ts';
import { isThrottled } from './concurrency.ts';
import { type Condition, deliver } from './destination.ts';
import { arnOf, type LambdaFunction, type LambdaWorld, latest } from './functions.ts';
import { type Ended, type Invoked, invoke } from './invocation.ts';

type Event = {
  readonly name: string;
  readonly invoked: Invoked;
  readonly queuedAt: number;
  /** How often the function ran on it. */
  readonly runs: number;
  /** How often it was throttled since it last ran. */
  readonly throttles: number;
};

const minute = 60_000;
const sixHours = 21_600;
/** After the first run that failed, and after the second. */
const retryDelaysMs = [minute, 2 * minute];
const longestThrottleDelayMs = 5 * minute;

export const maximumRetriesOf = ({ maximumRetryAttempts = 2 }: LambdaFunction): number =>
  maximumRetryAttempts;
export const maximumAgeOf = ({ maximumEventAgeSeconds = sixHours }: LambdaFunction): number =>
  maximumEventAgeSeconds;

export function enqueue(world: LambdaWorld, { name }: LambdaFunction, invoked: Invoked): void {
  wait(world, { name, invoked, queuedAt: world.clock.now(), runs: 0, throttles: 0 }, 0);
}

function wait(world: LambdaWorld, event: Event, delayMs: number): void {
  const { clock } = world;
  clock.at(clock.now() + delayMs, `function ${event.name} gets an event`, () => {
    void attempt(world, event);
  });
}

async function attempt(world: LambdaWorld, event: Event): Promise<void> {
  const code = world.functions.get(event.name);
  if (!code) return; // the function is gone, and its events with it
  if (isThrottled(world, code)) return putBack(world, code, event);
  const ended = await invoke(world, code, event.invoked);
  const ran = { ...event, runs: event.runs + 1, throttles: 0 };
  if (ended.ok) return conclude(world, code, ran, 'Success', ended);
  if (ran.runs > maximumRetriesOf(code)) return conclude(world, code, ran, 'RetriesExhausted', ended);
  const delayMs = retryDelaysMs[event.runs] ?? 0;
  if (isTooOld(world, code, event, delayMs)) return conclude(world, code, ran, 'EventAgeExceeded', ended);
  wait(world, ran, delayMs);
}

/** A throttled event does not count as tried. */
async function putBack(world: LambdaWorld, code: LambdaFunction, event: Event): Promise<void> {
  const delayMs = Math.min(longestThrottleDelayMs, 1000 * 2 ** event.throttles);
  if (isTooOld(world, code, event, delayMs)) return conclude(world, code, event, 'EventAgeExceeded');
  wait(world, { ...event, throttles: event.throttles + 1 }, delayMs);
}

const isTooOld = ({ clock }: LambdaWorld, code: LambdaFunction, { queuedAt }: Event, delayMs: number) =>
  clock.now() + delayMs - queuedAt >= maximumAgeOf(code) * 1000;

async function conclude(
  world: LambdaWorld,
  code: LambdaFunction,
  event: Event,
  condition: Condition,
  ended?: Ended,
): Promise<void> {
  const destination = condition === 'Success' ? code.onSuccess : code.onFailure;
  if (destination === undefined) return;
  await deliver(world, code, destination, {
    version: '1.0',
    timestamp: new Date(world.clock.now()).toISOString(),
    requestContext: {
      requestId: event.invoked.requestId,
      functionArn: `${arnOf(world, event.name)}:${latest}`,
      condition,
      approximateInvokeCount: event.runs,
    },
    requestPayload: event.invoked.event,
    ...(ended && {
      responseContext: {
        statusCode: 200,
        executedVersion: latest,
        ...(ended.ok ? {} : { functionError: 'Unhandled' }),
      },
      responsePayload: JSON.parse(textOf(ended.payload)),
    }),
  });
}
