/** From an event on a bus, or a schedule that is due, to the targets of its rules. */
import type { Target } from '@aws-sdk/client-eventbridge';
import { type Delivery, defaultRetryPolicy, type RetryPolicy } from './delivery.ts';
import { type Envelope, wholeSeconds } from './envelope.ts';
import { inputFor } from './input.ts';
import { fieldsOf } from './pattern/fields.ts';
import { matches } from './pattern/match.ts';
import { sendMessage, targetCall, targetKind } from './target-call.ts';
import type { EventsWorld, Rule } from './world.ts';

export function route(world: EventsWorld, busName: string, event: Envelope): void {
  const bus = world.buses.get(busName);
  if (!bus || bus.rules.size === 0) return;
  const fields = fieldsOf(event);
  for (const rule of bus.rules.values()) {
    if (rule.state === 'ENABLED' && rule.pattern && matches(rule.pattern.compiled, fields))
      deliver(world, rule, event);
  }
}

export function deliver(world: EventsWorld, rule: Rule, event: Envelope): void {
  for (const target of rule.targets.values()) world.courier.send(deliveryOf(world, rule, target, event));
}

function deliveryOf(world: EventsWorld, rule: Rule, target: Target, event: Envelope): Delivery {
  const arn = target.Arn ?? '';
  const kind = targetKind(world.door, arn);
  if (!kind) throw new Error(`${rule.arn} has a target of no known kind: ${arn}`);
  const input = inputFor(target, event, { rule, ingestedAt: wholeSeconds(new Date(world.clock.now())) });
  const caller = callerOf(world, rule, target);
  const queueArn = target.DeadLetterConfig?.Arn;
  return {
    from: rule.arn,
    targetArn: arn,
    call: () => targetCall(kind, { arn, input, caller, id: event.id }, world.random),
    retry: retryOf(target),
    deadLetter:
      queueArn === undefined
        ? undefined
        : ({ code, message, exhausted, retries }) => ({
            ...sendMessage(queueArn, JSON.stringify(event), {
              RULE_ARN: rule.arn,
              TARGET_ARN: arn,
              ERROR_CODE: code,
              ERROR_MESSAGE: message,
              EXHAUSTED_RETRY_CONDITION: exhausted,
              RETRY_ATTEMPTS: retries,
            }),
            principal: servicePrincipal(rule),
          }),
  };
}

/** With a role EventBridge calls as that role, without one in its own name; the target's resource policy decides then. */
function callerOf(world: EventsWorld, rule: Rule, target: Target) {
  const roleArn = target.RoleArn ?? rule.roleArn;
  return roleArn === undefined
    ? { principal: servicePrincipal(rule) }
    : { accessKeyId: world.accessKeyIdOf(roleArn, rule.arn) };
}

const servicePrincipal = ({ arn }: Rule) => ({ service: 'events.amazonaws.com', sourceArn: arn });

function retryOf({ RetryPolicy: given = {} }: Target): RetryPolicy {
  const { MaximumEventAgeInSeconds: age, MaximumRetryAttempts: retries } = given;
  return {
    maximumAgeMs: age === undefined ? defaultRetryPolicy.maximumAgeMs : age * 1000,
    maximumRetries: retries ?? defaultRetryPolicy.maximumRetries,
  };
}
