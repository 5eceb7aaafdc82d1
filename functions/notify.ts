/**
 * A fact has been published: tells people in Slack. Whatever happens here is nobody else's trouble: what cannot be sent is
 * delivered again, ends in the dead-letter queue, and is told on the bus once an hour.
 */
import { around, type Surroundings, type Task } from '#adapters/lambda';
import { SecretError } from '#adapters/secrets';
import { createSlack, SlackRefusedError, SlackUnreachableError } from '#adapters/slack';
import { type SlackServices, slackServices } from '#adapters/slack-services';
import { type SlackWay, slackWay } from '#adapters/slack-way';
import { slackDegraded } from '#core/degraded';
import { messageOf } from '#core/message';
import { type DigestNotice, type Notice, parseNotice, type RampNotice } from '#core/notice';
import type { Plan } from '#core/plan/plan';
import {
  type Delivery,
  delivered,
  heard,
  nextDelivery,
  type Sent,
  type Thread,
  type Ways,
} from '#core/thread';
import { dayMs, hourMs, toIsoInstant } from '#core/time';

export type Told = { readonly sent: number };
type Here = Surroundings<SlackServices>;

/** Longer than an invocation may take: who holds it is alone. */
const leaseMs = 150_000;
/** For so long another fact of the same ramp is waited for. */
const patienceMs = 20_000;
const againMs = 2_000;

export const notify: Task<unknown, Told, SlackServices> = {
  name: 'notify',
  parse: (event) => event,
  run: async (event, here) => {
    const notice = parseNotice(event);
    if (!notice || isOwnTrouble(notice)) return { sent: 0 };
    try {
      return { sent: await tell(notice, here) };
    } catch (error) {
      if (error instanceof SlackRefusedError) here.services.secrets.forget(here.services.config.secretArn);
      if (troubles.some((trouble) => error instanceof trouble)) await complain(event, error as Error, here);
      throw error;
    }
  },
};

export const handler = around(notify, slackServices);

const troubles = [SlackRefusedError, SlackUnreachableError, SecretError];

/** That Slack cannot be told is not told to Slack. */
const isOwnTrouble = (notice: Notice): boolean =>
  notice.type === 'Rampart Degraded' && notice.data.component === 'slack';

async function tell(notice: Notice, here: Here): Promise<number> {
  if (notice.type === 'Ramp Digest') return tellDigest(notice, here);
  const plan = await here.services.ledger.plan(notice.ramp.id);
  const wanted = plan?.notify.slack;
  const way = await wayOf(here, wanted !== undefined);
  if (!way || !isWanted(way, wanted, here)) return 0;
  const ways: Ways = { by: way.by, level: wanted?.level ?? 'normal', mention: wanted?.mention ?? {} };
  const channel = wanted?.channel ?? here.services.config.channel;
  return alone(`slack/${notice.ramp.id}`, here, () => converse(notice, ways, way, channel, here));
}

/** A webhook has its channel; a bot needs one named, by the plan or by the stack. */
const isWanted = (way: SlackWay, wanted: Plan['notify']['slack'], { services }: Here): boolean =>
  wanted !== undefined || way.by === 'webhook' || services.config.channel !== '';

async function wayOf({ services, now, log }: Here, isNeeded: boolean): Promise<SlackWay | undefined> {
  const { secretArn } = services.config;
  const secret = await services.secrets.read(secretArn, now);
  if (secret === undefined) {
    if (isNeeded) throw new SecretError(`the plan wants Slack, and there is no secret ${secretArn}`);
    log('no secret, so nothing is sent to Slack', { secretArn });
    return undefined;
  }
  const way = slackWay(secret);
  if (!way) throw new SecretError(`the secret ${secretArn} is neither a webhook's address nor a bot's token`);
  return way;
}

/** One fact at a time for each ramp, so that the newest is written last. */
async function alone<T>(name: string, { services, now, sleep }: Here, work: () => Promise<T>): Promise<T> {
  const { ledger } = services;
  for (let at = now; !(await ledger.lease(name, at, at + leaseMs)); at += againMs) {
    if (at - now >= patienceMs) throw new Error(`another fact of ${name} is being told`);
    await sleep(againMs);
  }
  try {
    return await work();
  } finally {
    await ledger.unlease(name);
  }
}

async function converse(
  notice: RampNotice,
  ways: Ways,
  way: SlackWay,
  channel: string,
  here: Here,
): Promise<number> {
  const { threads } = here.services;
  const kept = await threads.read(notice.ramp.id);
  let { version } = kept;
  let thread = heard(kept.thread, notice);
  for (let sent = 0; ; sent += 1) {
    const delivery = nextDelivery(thread, notice, ways);
    if (!delivery && sent > 0) return sent;
    if (delivery)
      thread = delivered(thread, notice, delivery, await send(delivery, thread, way, channel, here));
    if (!(await threads.save(notice.ramp.id, { thread, version })))
      throw new Error(`the thread of ${notice.ramp.id} was changed by somebody else`);
    if (!delivery) return sent;
    version += 1;
  }
}

async function send(
  delivery: Delivery,
  thread: Thread,
  way: SlackWay,
  channel: string,
  { services, sleep }: Here,
): Promise<Sent> {
  const slack = createSlack(services.send, sleep);
  if (delivery.do === 'post') {
    const { isBroadcast } = delivery;
    return slack.post(way, delivery.payload, {
      channel: thread.channel ?? channel,
      threadTs: thread.ts,
      isBroadcast,
    });
  }
  if (way.by === 'bot')
    await slack.rewrite(way, delivery.payload, { channel: thread.channel ?? channel, ts: delivery.ts });
  return {};
}

/** Its lease stays for a day: the same digest that comes again is not sent again. */
async function tellDigest(notice: DigestNotice, here: Here): Promise<number> {
  const { services, now, sleep } = here;
  const channel = notice.data.audience.channel ?? services.config.channel;
  const way = await wayOf(here, notice.data.audience.channel !== undefined);
  if (!way || (way.by === 'bot' && channel === '')) return 0;
  const name = `slack/${notice.id}`;
  if (!(await services.ledger.lease(name, now, now + leaseMs))) return 0;
  try {
    await createSlack(services.send, sleep).post(way, messageOf(notice), { channel });
    await services.ledger.lease(name, now, now + dayMs);
    return 1;
  } catch (error) {
    await services.ledger.unlease(name);
    throw error;
  }
}

async function complain(event: unknown, error: Error, { services, now, log }: Here): Promise<void> {
  const told = `${error.name}: ${error.message}`;
  log('not told', { error: told });
  const complaint = slackDegraded(event as Parameters<typeof slackDegraded>[0], told, toIsoInstant(now));
  if (complaint && (await services.ledger.once('degraded/slack', now, hourMs)))
    await services.bus.put([[complaint]]);
}
