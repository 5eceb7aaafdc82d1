/** Asked by CloudFormation when the stack is made, changed or removed: refuses to let it go while ramps are open. */
import { answerCloudFormation } from '#adapters/cloudformation';
import { lambda, type Task } from '#adapters/lambda';
import {
  answerTo,
  type OpenRamps,
  parseStackRequest,
  type StackAnswer,
  type StackRequest,
} from '#core/removal';

export const removal: Task<StackRequest, StackAnswer> = {
  name: 'removal',
  parse: parseStackRequest,
  run: async (request, { services, log }) => {
    // Every open ramp is looked at some day.
    const due = services.ledger.due(Number.MAX_SAFE_INTEGER);
    const open: OpenRamps = await due.catch((error) => ({ error: String(error) }));
    const answer = answerTo(request, open);
    log('asked', { do: request.RequestType, state: answer.Status, because: answer.Reason });
    await answerCloudFormation(request.ResponseURL, answer);
    return answer;
  },
};

export const handler = lambda(removal);
