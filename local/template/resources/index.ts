/** Every type of resource that this world can make. */
import type { Kind } from '../kind.ts';
import { cloudwatch } from './cloudwatch.ts';
import { dynamodb } from './dynamodb.ts';
import { events } from './events.ts';
import { iam } from './iam.ts';
import { lambda } from './lambda.ts';
import { scheduler } from './scheduler.ts';
import { sqs } from './sqs.ts';
import { ssm } from './ssm.ts';
import { states } from './states.ts';
import { withoutEffect } from './without-effect.ts';

export const kinds: Readonly<Record<string, Kind>> = {
  ...cloudwatch,
  ...dynamodb,
  ...events,
  ...iam,
  ...lambda,
  ...scheduler,
  ...sqs,
  ...ssm,
  ...states,
  ...withoutEffect,
};
