/**
 * What AWS asks, in US dollars, us-east-1, without any free tier; as its pricing pages had it on 2026-11-24. In other regions
 * it is up to a third more. The price of an AppConfig experiment is on none of the pages that we found, and not in here.
 */
export const prices = {
  /** Each state that is entered, and each retry. https://aws.amazon.com/step-functions/pricing/ */
  transition: 0.025 / 1_000,
  /** On arm64. https://aws.amazon.com/lambda/pricing/ */
  invocation: 0.2 / 1e6,
  gigabyteSecond: 0.0000133334,
  /** On demand; a write is of 1 KB, a consistent read of 4 KB counts twice. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  /** Each event of 64 KB that we publish; those of AWS are free. https://aws.amazon.com/eventbridge/pricing/ */
  event: 1 / 1e6,
  scheduled: 1 / 1e6,
  /** DescribeAlarms and its like. https://aws.amazon.com/cloudwatch/pricing/ */
  cloudWatchRequest: 0.01 / 1_000,
  /** A standard alarm, for a month. */
  alarmMonth: 0.1,
} as const;

/** What an emulator cannot measure. Generous: a warm function in the region of its services is quicker. */
export const assumed = {
  /** Of CPU, beside the calls to AWS that it waits for. */
  invocationMs: 20,
  callMs: 15,
  /** The item of a ramp has up to 3 KB, and every write to it is of so many units. */
  stateUnits: 3,
} as const;
