/** The users of the shop: AppConfig's agent tells what each of them sees, and what they do becomes metrics. */
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Plan } from '#core/plan/plan';
import { feedEveryMs, namespace, othersOf, shopData } from './metrics.ts';
import type { Place } from './shop.ts';
import { createUsers, type User } from './users.ts';
import { type Counts, noCounts, sum, visit } from './visits.ts';
import type { RampWorld } from './world.ts';

export type Traffic = {
  /** How many different users a treatment of the run was shown to, by its key. */
  readonly shown: () => ReadonlyMap<string, number>;
  readonly stop: () => void;
};
export type TrafficOptions = {
  readonly visitsPerDay: number;
  /** Whether those who see a treatment meet errors at present. */
  readonly treatmentFails: () => boolean;
  /** A metric that happens again as it was recorded: the shop says nothing of it. */
  readonly recorded?: { readonly namespace: string; readonly name: string } | undefined;
};

export function startTraffic(
  world: RampWorld,
  place: Place,
  plan: Plan,
  { visitsPerDay, treatmentFails, recorded }: TrafficOptions,
): Traffic {
  const { clock, agent } = world;
  const random = world.random.fork('users');
  const users = createUsers(random.fork('who'), visitsPerDay, plan.timezone);
  const client = new CloudWatchClient(world.clientConfig());
  const everyMs = feedEveryMs(plan);
  const others = othersOf(plan, everyMs);
  const shown = new Map<string, Set<string>>();
  let isOver = false;

  const seenBy = ({ id, context }: User): string => {
    const variant = agent.flag({ ...place, entityId: id, context })?._variant;
    const treatment = /^__(\w+)__$/.exec(variant ?? '')?.[1];
    if (treatment === undefined) return 'deployed';
    const who = shown.get(treatment) ?? new Set();
    shown.set(treatment, who.add(id));
    return treatment;
  };

  function feed(fromAt: number): void {
    if (isOver) return;
    const untilAt = clock.now();
    const byTreatment = new Map<string, Counts>();
    for (const user of users.between(fromAt, untilAt)) {
      const sees = seenBy(user);
      const counts = byTreatment.get(sees) ?? noCounts();
      byTreatment.set(sees, counts);
      const isTreated = sees !== 'deployed' && sees !== 'c';
      visit(counts, { isTreated, fails: isTreated && treatmentFails() }, random);
    }
    publish(byTreatment);
    clock.at(untilAt + everyMs, 'users of the shop', () => feed(untilAt));
  }

  /** Nobody waits for it: a call that is outstanding holds virtual time by itself. */
  function publish(byTreatment: ReadonlyMap<string, Counts>): void {
    const all = shopData(sum([...byTreatment.values()]), undefined);
    const each = [...byTreatment].flatMap(([treatment, counts]) => shopData(counts, treatment));
    put(namespace, [...all, ...each]);
    for (const other of others) put(other.namespace, [other.datum(random)]);
  }

  function put(Namespace: string, data: ReturnType<typeof shopData>): void {
    const isRecorded = (name = '') => Namespace === recorded?.namespace && name === recorded.name;
    const MetricData = data.filter(({ MetricName }) => !isRecorded(MetricName));
    if (MetricData.length > 0) void client.send(new PutMetricDataCommand({ Namespace, MetricData }));
  }

  clock.at(clock.now() + everyMs, 'users of the shop', () => feed(clock.now() - everyMs));
  return {
    shown: () => new Map([...shown].map(([treatment, who]) => [treatment, who.size])),
    stop: () => {
      isOver = true;
    },
  };
}
