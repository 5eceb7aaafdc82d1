/** Brings an event to a target: at least once, retried until its policy says enough, then to the dead-letter queue. */
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { DoorCall, DoorError } from '../wire/dispatcher.ts';
import type { World } from '../world.ts';
import type { DeliveryFaults } from './delivery-faults.ts';

export type RetryPolicy = { readonly maximumAgeMs: number; readonly maximumRetries: number };

/** What both EventBridge and its Scheduler do unless told otherwise. */
export const defaultRetryPolicy: RetryPolicy = { maximumAgeMs: 24 * 60 * 60 * 1000, maximumRetries: 185 };

export type Delivery = {
  /** The rule or schedule that it comes from, by ARN. */
  readonly from: string;
  readonly targetArn: string;
  /** Drawn anew for each delivery, so that a repeated one is a call of its own. */
  readonly call: () => DoorCall;
  readonly retry: RetryPolicy;
  /** The message that tells of the failure, where there is a queue for it. */
  readonly deadLetter?: ((failure: Failure) => DoorCall) | undefined;
};

export type Failure = {
  /** NO_PERMISSIONS, NO_RESOURCE, THROTTLING … */
  readonly code: string;
  readonly message: string;
  readonly error: DoorError;
  readonly retries: number;
  /** Absent where a retry could not have helped. */
  readonly exhausted?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
};

type CourierOptions = Pick<World, 'clock' | 'door'> & {
  readonly random: Random;
  readonly faults: DeliveryFaults;
};

type Running = { readonly delivery: Delivery; readonly call: DoorCall; readonly deadline: number };

/** A delivery that later ones overtake. */
type HeldBack = { overtakenBy: number; readonly release: () => void };

export class Courier {
  readonly #clock: Clock;
  readonly #door: World['door'];
  readonly #random: Random;
  readonly #faults: DeliveryFaults;
  readonly #heldBack = new Map<string, HeldBack[]>();

  constructor({ clock, door, random, faults }: CourierOptions) {
    this.#clock = clock;
    this.#door = door;
    this.#random = random;
    this.#faults = faults;
  }

  send(delivery: Delivery): void {
    const fault = this.#faults({ from: delivery.from, targetArn: delivery.targetArn });
    if (fault?.kind === 'lost') return;
    if (fault?.kind === 'reordered')
      this.#holdBack(delivery, fault.overtakenBy ?? 1, fault.atMostMs ?? 60_000);
    else this.#start(delivery, fault?.kind === 'delayed' ? fault.delayMs : 0);
    if (fault?.kind === 'duplicated') this.#start(delivery, fault.delayMs ?? 0);
  }

  #start(delivery: Delivery, delayMs: number): void {
    const now = this.#clock.now();
    const running = { delivery, call: delivery.call(), deadline: now + delivery.retry.maximumAgeMs };
    this.#clock.at(now + delayMs, `${delivery.from} reaches ${delivery.targetArn}`, () => {
      void this.#attempt(running, 0);
    });
    this.#overtake(delivery);
  }

  #holdBack(delivery: Delivery, overtakenBy: number, atMostMs: number): void {
    const held = this.#heldBack.get(delivery.from) ?? [];
    const latest = this.#clock.at(this.#clock.now() + atMostMs, `${delivery.from} is held back`, () =>
      entry.release(),
    );
    const entry: HeldBack = {
      overtakenBy,
      release: () => {
        latest.cancel();
        held.splice(held.indexOf(entry), 1);
        this.#start(delivery, 0);
      },
    };
    held.push(entry);
    this.#heldBack.set(delivery.from, held);
  }

  #overtake({ from }: Delivery): void {
    for (const entry of this.#heldBack.get(from)?.slice() ?? []) {
      entry.overtakenBy -= 1;
      if (entry.overtakenBy === 0) entry.release();
    }
  }

  async #attempt(running: Running, retries: number): Promise<void> {
    const answer = await this.#door.call(running.call);
    if (answer.ok) return;
    const { code, isRetried } = judge(answer.error);
    const failure = { code, message: answer.error.message, error: answer.error, retries };
    if (!isRetried) return this.#giveUp(running, failure);
    if (retries >= running.delivery.retry.maximumRetries)
      return this.#giveUp(running, { ...failure, exhausted: 'MaximumRetryAttempts' });
    this.#retryLater(running, failure);
  }

  #retryLater(running: Running, failure: Failure): void {
    const { delivery, deadline } = running;
    const next = this.#clock.now() + backoffMs(failure.retries, this.#random);
    this.#clock.at(Math.min(next, deadline), `${delivery.from} tries ${delivery.targetArn} again`, () => {
      if (next < deadline) void this.#attempt(running, failure.retries + 1);
      else void this.#giveUp(running, { ...failure, exhausted: 'MaximumEventAgeInSeconds' });
    });
  }

  /** A message that its queue refuses is lost, as in AWS. */
  async #giveUp({ delivery }: Running, failure: Failure): Promise<void> {
    if (delivery.deadLetter) await this.#door.call(delivery.deadLetter(failure));
  }
}

/** AWS does not document its steps: these double from one second to ten minutes and use up 185 retries in about a day. */
function backoffMs(retries: number, random: Random): number {
  const stepMs = Math.min(1000 * 2 ** retries, 600_000);
  return stepMs / 2 + random.integer(stepMs / 2);
}

type Judgement = { readonly code: string; readonly isRetried: boolean };

/** What is missing or not allowed stays so: it is not tried again. */
function judge({ name, statusCode }: DoorError): Judgement {
  if (/AccessDenied|NotAuthorized|KMSAccessDenied/.test(name))
    return { code: 'NO_PERMISSIONS', isRetried: false };
  if (/NotFound|DoesNotExist|NonExistent/.test(name)) return { code: 'NO_RESOURCE', isRetried: false };
  if (/Throttl|TooManyRequests|LimitExceeded/.test(name)) return { code: 'THROTTLING', isRetried: true };
  if (name === 'SdkClientException') return { code: 'SDK_CLIENT_ERROR', isRetried: true };
  if (statusCode >= 500 && name !== 'NotImplementedException')
    return { code: 'INTERNAL_ERROR', isRetried: true };
  return { code: 'INVALID_PARAMETER', isRetried: false };
}
