import { InvalidEventPatternException } from '@aws-sdk/client-eventbridge';

/** @throws InvalidEventPatternException */
export function refuse(reason: string): never {
  throw new InvalidEventPatternException({
    message: `Event pattern is not valid. Reason: ${reason}`,
    $metadata: {},
  });
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
