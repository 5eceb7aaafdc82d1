/** The event buses of a world, and the world as the operations of EventBridge see it. */
import {
  ResourceNotFoundException,
  type RuleState,
  type Tag,
  type Target,
} from '@aws-sdk/client-eventbridge';
import type { Timer } from '../clock.ts';
import { ServiceError } from '../wire/errors.ts';
import type { World } from '../world.ts';
import type { Courier } from './delivery.ts';
import type { EntryFaults } from './entries.ts';
import type { Pattern } from './pattern/compile.ts';

export type Bus = {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  changedAt: number;
  description: string | undefined;
  /** By statement id. */
  policy: Map<string, unknown>;
  readonly rules: Map<string, Rule>;
  readonly tags: Map<string, string>;
};

export type Rule = {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly targets: Map<string, Target>;
  readonly tags: Map<string, string>;
  pattern: { readonly text: string; readonly compiled: Pattern } | undefined;
  schedule: string | undefined;
  state: RuleState;
  description: string | undefined;
  roleArn: string | undefined;
  /** Of a rule with a schedule: when it runs next. */
  timer?: Timer | undefined;
};

export type EventsWorld = World & {
  readonly buses: Map<string, Bus>;
  readonly courier: Courier;
  readonly entryFaults: EntryFaults;
  /** Whose credentials a target with this role is called with. */
  readonly accessKeyIdOf: (roleArn: string | undefined, sourceArn: string) => string | undefined;
};

export const defaultBus = 'default';

export const invalid = (message: string) => new ServiceError('ValidationException', message);

export function newBus(world: Pick<World, 'clock' | 'region' | 'accountId'>, name: string): Bus {
  const now = world.clock.now();
  return {
    name,
    arn: `arn:aws:events:${world.region}:${world.accountId}:event-bus/${name}`,
    createdAt: now,
    changedAt: now,
    description: undefined,
    policy: new Map(),
    rules: new Map(),
    tags: new Map(),
  };
}

/** A bus may be given by its ARN. */
export const busNameOf = (nameOrArn: string | undefined): string =>
  nameOrArn?.replace(/^arn:aws[\w-]*:events:[\w-]+:\d{12}:event-bus\//, '') ?? defaultBus;

/** @throws ResourceNotFoundException */
export function findBus({ buses }: EventsWorld, nameOrArn: string | undefined): Bus {
  const name = busNameOf(nameOrArn);
  const bus = buses.get(name);
  if (bus) return bus;
  throw notFound(`Event bus ${name} does not exist.`);
}

/** @throws ResourceNotFoundException */
export function findRule(
  world: EventsWorld,
  busNameOrArn: string | undefined,
  name: string | undefined,
): Rule {
  const bus = findBus(world, busNameOrArn);
  const rule = bus.rules.get(name ?? '');
  if (rule) return rule;
  throw notFound(`Rule ${name} does not exist on EventBus ${bus.name}.`);
}

export const ruleArn = ({ arn, name }: Bus, ruleName: string) =>
  arn.replace(/event-bus\/.*/, `rule/${name === defaultBus ? '' : `${name}/`}${ruleName}`);

/** The tags of a rule or bus. @throws ResourceNotFoundException */
export function tagsOf({ buses }: EventsWorld, arn: string | undefined): Map<string, string> {
  for (const bus of buses.values()) {
    if (bus.arn === arn) return bus.tags;
    for (const rule of bus.rules.values()) if (rule.arn === arn) return rule.tags;
  }
  throw notFound(`Resource ${arn} does not exist.`);
}

export function addTags(tags: Map<string, string>, added: readonly Tag[] = []): void {
  for (const { Key = '', Value = '' } of added) tags.set(Key, Value);
}

const notFound = (message: string) => new ResourceNotFoundException({ message, $metadata: {} });
