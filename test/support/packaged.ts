/** The packaged template, as `serverless deploy` would send it; and the functions from their sources instead of their bundles. */
import { readFile } from 'node:fs/promises';
import { around, lambda } from '#adapters/lambda';
import { slackServices } from '#adapters/slack-services';
import { functions } from '#functions/index';
import { notify } from '#functions/notify';
import { templateOf } from '#infra/package';
import type { CodeOf } from '#local/template/kind';
import { type Resource, readTemplate, type Template } from '#local/template/template';
import { testStage } from './stage.ts';

let reading: Promise<Template> | undefined;

/** Made once for each state of serverless.yml and what it includes, and read once by each test process. */
export function packagedTemplate(): Promise<Template> {
  reading ??= templateOf(testStage).then((file) => readFile(file, 'utf8').then(readTemplate));
  return reading;
}

export const sources: CodeOf = ({ functionName, archive }) => {
  const task = functions[archive.replace(/\.zip$/, '') as keyof typeof functions];
  if (!task) throw new Error(`functions/index.ts has no function for ${functionName}`);
  return (task === functions.notify ? around(notify, slackServices) : lambda(task as never)) as never;
};

/** The same template, with another time for one of its schedules. */
export function withSchedule(template: Template, id: string, ScheduleExpression: string): Template {
  const schedule = template.Resources[id] as Resource;
  const changed = { ...schedule, Properties: { ...schedule.Properties, ScheduleExpression } };
  return { ...template, Resources: { ...template.Resources, [id]: changed } };
}
