/** The script that the README shows, as a process of its own against the HTTP door. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { VirtualClock } from '#local/clock';
import { allServices } from '#local/services';
import { testAws } from '#test/support/aws';
import { overHttp, testDoor } from '#test/support/http';

test('an experiment runs from its definition to its end', async () => {
  const aws = testAws(allServices, { clock: new VirtualClock() });
  const { endpoint, region, credentials } = overHttp(await testDoor(aws));
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };

  const { stdout } = await promisify(execFile)(process.execPath, ['examples/experiment.ts'], { env });

  expect(stdout.match(/RUN_STARTED|EXPOSURE_UPDATED|RUN_STOPPED/g)).toEqual([
    'RUN_STOPPED',
    'EXPOSURE_UPDATED',
    'RUN_STARTED',
  ]);
});
