/** Names that CloudFormation makes up: of the stack, the resource and something that nobody else has. */
import { createHash } from 'node:crypto';

/** The same stack has the same names each time. */
export function physicalName(stackName: string, id: string, longest = 64): string {
  const suffix = createHash('sha256').update(`${stackName}/${id}`).digest('hex').slice(0, 12).toUpperCase();
  const room = longest - suffix.length - 2;
  const stack = stackName.slice(0, Math.max(room - id.length, Math.floor(room / 2)));
  return `${stack}-${id.slice(0, room - stack.length)}-${suffix}`;
}
