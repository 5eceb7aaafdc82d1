/** The call that brings an input to a target, by what its ARN names. Targets of other services are refused by name. */
import type { Random } from '../random.ts';
import type { DoorCall } from '../wire/dispatcher.ts';
import type { Caller } from '../wire/service.ts';
import type { World } from '../world.ts';

export type TargetKind = 'lambda' | 'states' | 'sqs';

type Addressed = {
  readonly arn: string;
  readonly input: string;
  readonly caller: Caller;
  /** Begins the name of an execution. */
  readonly id: string;
};

const kinds: readonly (readonly [TargetKind, RegExp, service: string, operation: string])[] = [
  ['lambda', /^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/, 'Lambda', 'Invoke'],
  ['states', /^arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:[\w-]+$/, 'SFN', 'StartExecution'],
  ['sqs', /^arn:aws[\w-]*:sqs:[\w-]+:\d{12}:[\w-]+$/, 'SQS', 'SendMessage'],
];

/** What this world can bring an event to; undefined for all else. */
export function targetKind(door: World['door'], arn: string | undefined): TargetKind | undefined {
  const known = kinds.find(([, pattern]) => pattern.test(arn ?? ''));
  if (!known) return undefined;
  const [kind, , service, operation] = known;
  return door.service(service)?.answers(operation) ? kind : undefined;
}

export function targetCall(
  kind: TargetKind,
  { arn, input, caller, id }: Addressed,
  random: Random,
): DoorCall {
  switch (kind) {
    case 'lambda':
      return {
        service: 'Lambda',
        operation: 'Invoke',
        input: {
          FunctionName: arn,
          InvocationType: 'Event',
          Payload: new Uint8Array(Buffer.from(input)),
        },
        ...caller,
      };
    case 'states':
      return {
        service: 'SFN',
        operation: 'StartExecution',
        input: { stateMachineArn: arn, input, name: `${id}_${random.uuid()}` },
        ...caller,
      };
    case 'sqs':
      return { ...sendMessage(arn, input), ...caller };
  }
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A message to a queue known by its ARN. */
export const sendMessage = (queueArn: string, body: string, attributes: Attributes = {}): DoorCall => ({
  service: 'SQS',
  operation: 'SendMessage',
  input: {
    QueueUrl: queueUrlOf(queueArn),
    MessageBody: body,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [
          name,
          { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
        ]),
    ),
  },
});

function queueUrlOf(arn: string): string {
  const [, , , region, account, name] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
}
