/** Whether an audience rule can be used. */
import { badRequest } from './errors.ts';
import { describeRuleProblem, parseRule } from './rules/parse.ts';

/** @throws BadRequestException that says what is wrong with the rule, and where */
export function refuseRule(text: string): void {
  const { problem } = parseRule(text);
  if (problem) throw badRequest(`Invalid audience rule: ${describeRuleProblem(text, problem)}`);
}
