/** Whether the stack may be removed. CloudFormation asks, as it asks every custom resource, and waits for the answer. */
import * as z from 'zod/mini';

const schema = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
});
export type StackRequest = z.infer<typeof schema>;
export const parseStackRequest = (event: unknown): StackRequest => schema.parse(event);

/** The ids of the ramps that are open, or why nobody can say. */
export type OpenRamps = readonly string[] | { readonly error: string };
export type StackAnswer = {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
};

/** CloudFormation takes 4 KB: so many are named, the others counted. */
const named = 20;

/** An open ramp without its stack is a run that is billed, and that nobody stops. What cannot be read may be open. */
export function answerTo(request: StackRequest, open: OpenRamps): StackAnswer {
  const { StackId, RequestId, LogicalResourceId } = request;
  const why = request.RequestType === 'Delete' ? objectionTo(open) : undefined;
  return {
    Status: why === undefined ? 'SUCCESS' : 'FAILED',
    Reason: why ?? 'no ramp stands in the way',
    PhysicalResourceId: 'removal',
    StackId,
    RequestId,
    LogicalResourceId,
  };
}

function objectionTo(open: OpenRamps): string | undefined {
  if ('error' in open) return `whether ramps are open cannot be read: ${open.error.slice(0, 500)}`;
  if (open.length === 0) return undefined;
  const names = open.slice(0, named).join(', ');
  const others = open.length > named ? ` and ${open.length - named} more` : '';
  return `ramps are open: ${names}${others}. Stop them, or wait for their end; then remove the stack again`;
}
