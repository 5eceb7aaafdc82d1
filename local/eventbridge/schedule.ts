/** Rules that run on a schedule instead of on events, in UTC. Scheduler, the newer service, is in local/scheduler. */
import { nextAfter, parseExpression } from '../scheduler/expression.ts';
import { envelope } from './envelope.ts';
import { deliver } from './router.ts';
import { type EventsWorld, invalid, type Rule } from './world.ts';

/** @throws ValidationException */
export function checkSchedule(text: string): void {
  const isWellPut = !/^rate/.test(text) || /^rate\((1 [a-z]*[^s]|(?!1 )\d+ [a-z]*s)\)$/.test(text);
  if (!isWellPut || /^at/.test(text) || !parseExpression(text))
    throw invalid('Parameter ScheduleExpression is not valid.');
}

/** Sets the rule's timer anew. */
export function plan(world: EventsWorld, rule: Rule): void {
  rule.timer?.cancel();
  rule.timer = undefined;
  const expression = rule.schedule === undefined ? undefined : parseExpression(rule.schedule);
  if (!expression || rule.state !== 'ENABLED') return;
  const now = world.clock.now();
  const arm = (after: number) => {
    const next = nextAfter(expression, after, { zone: 'UTC', anchor: now });
    if (next === undefined) return;
    rule.timer = world.clock.at(next, `${rule.arn} is due`, () => {
      arm(next);
      deliver(world, rule, scheduledEvent(world, rule, next));
    });
  };
  arm(now);
}

const scheduledEvent = (world: EventsWorld, rule: Rule, at: number) =>
  envelope(world, world.random, {
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    resources: [rule.arn],
    detail: {},
    time: new Date(at),
  });
