/** Every call that came to a service of a world, in order: whoever made it, and whether or not the answer arrived. */
import type { Iam } from '#local/iam/index';
import type { WireRequest } from '#local/wire/message';
import { textOf } from '#local/wire/message';
import type { Service } from '#local/wire/service';
import { testAws } from './aws.ts';

type Members = Readonly<Record<string, unknown>>;
export type Effect = {
  readonly operation: string;
  /** A function by its short name, `states`, or `operator`: the test itself. */
  readonly by: string;
  readonly input: Members;
  /** Undefined where the call was refused. */
  readonly output: Members | undefined;
};

/** Give `create` to the world, and its IAM to `learnNames`. */
export function watchEffects() {
  const seen: Effect[] = [];
  let iam: Iam | undefined;
  const callerOf = (accessKeyId = ''): string => {
    const session = iam?.principalOf(accessKeyId)?.arn.split('/').at(-1) ?? 'operator';
    return session.replace('rampart-test-', '');
  };
  const note = (operation: string, accessKeyId: string | undefined, input: Members) => (output?: Members) =>
    void seen.push({ operation, by: callerOf(accessKeyId), input, output });

  const watched = (service: Service): Service => ({
    ...service,
    run: (operation, input, caller = {}) =>
      noted(service.run(operation, input, caller), note(operation, caller.accessKeyId, input)),
    forward: service.forward && forwarding(service.forward, note),
    forwardCall: (call) =>
      noted(
        service.forwardCall(call),
        note(call.operation, (call as { accessKeyId?: string }).accessKeyId, call.input),
      ),
  });

  return {
    seen,
    learnNames: (known: Iam) => {
      iam = known;
    },
    create: ((build, options) =>
      testAws((world) => build(world).map(watched), options)) satisfies typeof testAws,
  };
}

type Note = (
  operation: string,
  accessKeyId: string | undefined,
  input: Members,
) => (output?: Members) => void;

/** A refused call is told of, too. */
async function noted<T extends object>(answer: Promise<T>, tell: (output?: Members) => void): Promise<T> {
  try {
    const output = await answer;
    tell(output as Members);
    return output;
  } catch (error) {
    tell();
    throw error;
  }
}

/** Requests that are handed on as they are. */
const forwarding = (forward: NonNullable<Service['forward']>, note: Note) => async (request: WireRequest) => {
  const operation = request.headers['x-amz-target']?.split('.').at(-1) ?? '';
  const accessKeyId = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
  const tell = note(operation, accessKeyId, JSON.parse(textOf(request.body)));
  const response = await forward(request);
  if (response.statusCode === 200) tell(JSON.parse(textOf(response.body)));
  else tell();
  return response;
};
