/** A bus's resource policy, by statement. It is kept and told; who may call is decided by the callers' own policies. */
import { isObject } from './pattern/refuse.ts';
import { type Bus, invalid } from './world.ts';

type Statement = Readonly<Record<string, unknown>>;

export const policyText = ({ policy }: Bus): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [...policy.values()] });

/** @throws ValidationException */
export function readPolicy(text: string): Map<string, Statement> {
  const policy = parse(text);
  const statements = isObject(policy) ? [policy.Statement].flat() : [];
  if (statements.length === 0 || !statements.every(isObject))
    throw invalid('The provided policy is not a valid JSON policy with statements.');
  return new Map(statements.map((statement, at) => [String(statement.Sid ?? `statement ${at}`), statement]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
