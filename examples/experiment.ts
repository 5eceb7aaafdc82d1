/**
 * An experiment from its definition to its end, with the plain SDK, which reads the variables that `ramp local` prints:
 * paste them into a shell, then `npx node examples/experiment.ts`.
 */
import { AppConfig } from '@aws-sdk/client-appconfig';
import { deployFlag } from './flag.ts';

const aws = new AppConfig();
const flag = await deployFlag(aws, 'blue-button');
const show = (Enabled: boolean) => ({ Weight: 50, FlagValue: { Enabled } });
const test = { Treatments: [show(true)], Control: show(false), AudienceRule: '(eq $country "DE")' };
const { Id } = await aws.createExperimentDefinition({ ...flag, ...test, Name: 'blue sells' });
const { ApplicationIdentifier } = flag;
const run = { ApplicationIdentifier, ExperimentDefinitionIdentifier: Id, Run: 1 };
await aws.startExperimentRun({ ...run, ExposurePercentage: 0 });
await aws.updateExperimentRun({ ...run, ExposurePercentage: 25 });
await aws.stopExperimentRun({ ...run, Result: { ExecutiveSummary: 'blue sells' } });
const { Items: events } = await aws.listExperimentRunEvents(run);
console.table(events, ['EventType', 'ExposurePercentage', 'TriggeredBy']);
