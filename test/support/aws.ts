import { expect, onTestFinished } from 'vitest';
import { type Aws, type AwsOptions, createAws } from '#local/aws';
import type { Service } from '#local/wire/service';
import type { World } from '#local/world';

/** An embedded AWS for one test: a defect of the emulator fails the test that caused it. */
export function testAws(build: (world: World) => readonly Service[], options: AwsOptions = {}): Aws {
  const aws = createAws(build, options);
  onTestFinished(() => {
    expect(aws.defects.map(({ call, error }) => `${call}: ${error.stack}`)).toEqual([]);
  });
  return aws;
}
