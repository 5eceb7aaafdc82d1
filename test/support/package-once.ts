/** Before the tests and in one process: the template that many of them read is made, if serverless.yml has changed. */
import { templateOf } from '#infra/package';
import { testStage } from './stage.ts';

export default async function packageOnce(): Promise<void> {
  await templateOf(testStage);
}
