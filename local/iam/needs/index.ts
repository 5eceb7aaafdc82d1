/** What each call needs, by service as the SDK names it. */
import { notImplemented } from '../../wire/errors.ts';
import { appconfig } from './appconfig.ts';
import { lambda, scheduler, states } from './compute.ts';
import { dynamodb, secretsmanager, sqs, ssm } from './data.ts';
import { cloudwatch, events } from './monitoring.ts';
import type { Input, Need, Needs, Place } from './need.ts';

const tables: Readonly<Record<string, Readonly<Record<string, Needs>>>> = {
  AppConfig: appconfig,
  CloudWatch: cloudwatch,
  DynamoDB: dynamodb,
  EventBridge: events,
  Lambda: lambda,
  Scheduler: scheduler,
  SecretsManager: secretsmanager,
  SFN: states,
  SQS: sqs,
  SSM: ssm,
};

export function needsOf(
  call: { readonly service: string; readonly operation: string; readonly input: Input },
  place: Place,
): readonly Need[] {
  const needs = tables[call.service]?.[call.operation];
  if (!needs)
    throw notImplemented('IAM', `(which actions and resources ${call.service}.${call.operation} needs)`);
  return needs(call.input, place);
}
