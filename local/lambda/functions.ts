/** The functions of a world, and how callers name them. */
import { ResourceNotFoundException } from '@aws-sdk/client-lambda';
import type { Iam } from '../iam/index.ts';
import type { Statement } from '../iam/policy.ts';
import type { Outside } from '../outside.ts';
import type { Random } from '../random.ts';
import type { World } from '../world.ts';
import type { FunctionContext } from './context.ts';

export type Handler = (event: unknown, context: FunctionContext) => unknown;
/** Code that has to be imported first, once, in the surroundings of its function: the environment is there already. */
export type Bundle = { readonly load: () => Promise<Handler> };

export type LambdaFunction = {
  readonly name: string;
  readonly handler: Handler | Bundle;
  /** The ARN of the role that it runs under. Without one it may do everything, as the operator may. */
  readonly role?: string;
  /** 3 seconds by default, as in AWS. */
  readonly timeoutMs?: number;
  readonly memoryMb?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  /** Of asynchronous invocations; 2 by default. */
  readonly maximumRetryAttempts?: number;
  /** Of asynchronous invocations; six hours by default. */
  readonly maximumEventAgeSeconds?: number;
  /** The ARN of a queue, an event bus or a function. */
  readonly onFailure?: string;
  readonly onSuccess?: string;
  /** Whether it has a URL, and how that tells who calls. */
  readonly url?: 'AWS_IAM';
};

/** By name. It may be changed at any time: an invocation takes the code that is there when it starts. */
export type Functions = Map<string, LambdaFunction>;

export const functionsOf = (...functions: readonly LambdaFunction[]): Functions =>
  new Map(functions.map((each) => [each.name, each]));

export type LogLine = {
  readonly functionName: string;
  readonly requestId: string;
  readonly at: number;
  readonly message: string;
};

/** Where an invocation may break off. `call` counts the AWS calls of the invocation from 1; `operation` is as in SFN.StartExecution. */
export type CrashPoint = {
  readonly functionName: string;
  readonly requestId: string;
  readonly when: 'before' | 'after' | 'end';
  readonly call: number;
  readonly operation?: string | undefined;
};

export type LambdaOptions = {
  readonly functions: Functions;
  /** Who may do what. Without it everybody may everything. */
  readonly iam?: Iam;
  /** Gets every line that a function writes. */
  readonly onLog?: (line: LogLine) => void;
  /** Asked around every AWS call and before the answer: true ends the invocation there, as when its process dies. */
  readonly crash?: (point: CrashPoint) => boolean;
  /** What is out there beyond AWS; nothing by default. */
  readonly outside?: Outside;
  /** Gets the record of an asynchronous invocation that could not be delivered to its destination. */
  readonly onUndelivered?: (record: object, reason: string) => void;
};

export type LambdaWorld = World &
  LambdaOptions & {
    readonly random: Random;
    /** Where the ids of URLs come from. */
    readonly urls: Random;
    /** When functions were last modified, as far as this Lambda knows: when the world began. */
    readonly startedAt: number;
    /** How many invocations of each function run now. */
    readonly running: Map<string, number>;
    /** The statements of each function's own policy, by their ids. */
    readonly policies: Map<string, Map<string, Statement>>;
  };

export const arnOf = ({ region, accountId }: Pick<World, 'region' | 'accountId'>, name: string): string =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}`;

/** A function is named by its name, its ARN or part of that, with or without a qualifier. */
export function partsOf(given: string): { readonly name: string; readonly qualifier: string | undefined } {
  const [, name = given, qualifier] =
    /^(?:arn:aws[\w-]*:lambda:[^:]+:\d+:function:|\d+:function:|function:)?([^:]+)(?::([^:]+))?$/.exec(
      given,
    ) ?? [];
  return { name, qualifier };
}

export function find(
  world: LambdaWorld,
  { FunctionName = '', Qualifier }: { FunctionName?: string | undefined; Qualifier?: string | undefined },
): LambdaFunction {
  const parts = partsOf(FunctionName);
  const qualifier = Qualifier ?? parts.qualifier ?? latest;
  const found = world.functions.get(parts.name);
  const isHere = !FunctionName.startsWith('arn:') || FunctionName.startsWith(arnOf(world, parts.name));
  if (found && isHere && qualifier === latest) return found;
  const arn = arnOf(world, parts.name) + (qualifier === latest ? '' : `:${qualifier}`);
  throw new ResourceNotFoundException({ message: `Function not found: ${arn}`, Type: 'User', $metadata: {} });
}

type Settings = Omit<LambdaFunction, 'name' | 'handler'>;

/** Changes settings of a function; undefined takes one away. */
export function change(
  { functions }: LambdaWorld,
  code: LambdaFunction,
  settings: { readonly [K in keyof Settings]?: Settings[K] | undefined },
): LambdaFunction {
  const kept = Object.entries({ ...code, ...settings }).filter(([, value]) => value !== undefined);
  const changed = Object.fromEntries(kept) as LambdaFunction;
  functions.set(code.name, changed);
  return changed;
}

/** The only version that there is. */
export const latest = '$LATEST';
