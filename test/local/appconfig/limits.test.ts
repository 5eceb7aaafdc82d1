/** Every documented limit, at its edge and one past it. */
import * as sdk from '@aws-sdk/client-appconfig';
import { AppConfigClient } from '@aws-sdk/client-appconfig';
import { describe, expect, test } from 'vitest';
import type { operations } from '#local/appconfig/api/index';
import { limits } from '#local/appconfig/limits/index';
import { readModel } from '#local/wire/model';
import { type AnyClient, type AnySdk, anyClient, commandOf } from '#test/support/any-client';
import { testAppConfig } from '#test/support/appconfig';

type Input = Readonly<Record<string, unknown>>;
/** Members, values that are within the limit, values that are not. */
type Row = readonly [member: string, within: readonly unknown[], beyond: readonly unknown[]];

const x = (length: number) => 'x'.repeat(length);
const many = (count: number, value: unknown) => Array.from({ length: count }, () => value);
const keyed = (count: number, value: unknown, key = (n: number) => `k${n}`) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [key(n), value]));

const id = (member: string): Row => [
  member,
  ['abcd', 'abcdefg', 'a1b2c3d'],
  ['abc', 'abcdefgh', 'ABCD', 'ab-d'],
];
const identifier = (member: string): Row => [member, ['x', x(2048)], [x(2049)]];
const name: Row = ['Name', ['x', x(64), '😀'.repeat(64)], ['', x(65)]];
const longName: Row = ['Name', ['x', x(128)], ['', x(129)]];
const described = (member = 'Description'): Row => [member, ['', x(1024)], [x(1025)]];
const tags: Row = [
  'Tags',
  [{}, keyed(50, 'v'), { [x(128)]: x(256) }, { k: '' }],
  [keyed(51, 'v'), { [x(129)]: 'v' }, { '': 'v' }, { k: x(257) }],
];
const page: readonly Row[] = [
  ['MaxResults', [1, 50], [0, 51]],
  ['NextToken', [x(1), x(2048)], [x(2049)]],
];
const role = (length: number) => `arn:aws:iam::111122223333:role/${x(length - 31)}`;
const roleArn = (member: string): Row => [
  member,
  ['arn:aws:iam::111122223333:role/', role(2048)],
  ['arn:aws:iam::1:role/', 'arn:aws:sns::111122223333:role/xx', role(2049)],
];
const minutes = (member: string): Row => [member, [0, 1440], [-1, 1441]];
const growth: readonly Row[] = [
  minutes('DeploymentDurationInMinutes'),
  minutes('FinalBakeTimeInMinutes'),
  ['GrowthFactor', [1, 100, 1.5], [0.9, 100.1, 0]],
  ['GrowthType', ['LINEAR', 'EXPONENTIAL'], ['LOGARITHMIC']],
];
const strategyId: Row = [
  'DeploymentStrategyId',
  ['abcd', 'abcdefg', `AppConfig.${x(9)}`, `AppConfig.${x(40)}`],
  ['abc', 'abcdefgh', `AppConfig.${x(8)}`, `AppConfig.${x(41)}`],
];
const version = (member: string): Row => [member, [1, 0], []];
const protection: Row = ['DeletionProtectionCheck', ['ACCOUNT_DEFAULT', 'APPLY', 'BYPASS'], ['NONE']];
const kmsKey: Row = ['KmsKeyIdentifier', [x(1), x(2048)], ['', x(2049)]];
const validator = (length: number) => ({ Type: 'JSON_SCHEMA', Content: x(length) });
const validators: Row = [
  'Validators',
  [[], many(2, validator(32768)), [{ Type: 'LAMBDA', Content: '' }]],
  [many(3, validator(1)), [validator(32769)], [{ Type: 'REGEX', Content: '' }], [{ Type: 'LAMBDA' }]],
];
const alarm = (length: number) => ({ AlarmArn: x(length) });
const monitors: Row = [
  'Monitors',
  [[], many(5, alarm(1)), [alarm(2048)], [{ ...alarm(1), AlarmRoleArn: role(2048) }]],
  [
    many(6, alarm(1)),
    [alarm(0)],
    [alarm(2049)],
    [{}],
    [{ ...alarm(1), AlarmRoleArn: 'nobody, but long enough' }],
  ],
];
const parameter = (extension: number, name: number) => `${x(extension)}#${x(name)}`;
const dynamic = (member: string, wrap = (parameters: object): object => parameters): Row => [
  member,
  [
    keyed(1, 'v', () => parameter(1, 1)),
    keyed(10, x(2048), (n) => `${n}#p`),
    { [parameter(96, 64)]: 'v' },
  ].map(wrap),
  [
    {},
    keyed(11, 'v', (n) => `${n}#p`),
    { p: 'v' },
    { [parameter(97, 1)]: 'v' },
    { [parameter(1, 65)]: 'v' },
    { 'e#p': '' },
    { 'e#p': x(2049) },
  ].map(wrap),
];
const deploymentParameters: readonly Row[] = [
  dynamic('DeploymentParameters', (DynamicExtensionParameters) => ({ DynamicExtensionParameters })),
  ['DeploymentParameters', tags[1].map((Tags) => ({ Tags })), tags[2].map((Tags) => ({ Tags }))],
];
const arn = (length: number) => `arn:aws:appconfig:eu-central-1:111122223333:${x(length - 44)}`;
const resourceArn: Row = [
  'ResourceArn',
  [arn(2048), 'arn:aws:appconfi:::x'],
  [arn(2049), 'arn:aws:appconf:::x', 'arn:aws:appconfig:eu:1:x', 'not an arn at all, but long'],
];

const on = { Enabled: true };
const treatment = (more: object = {}) => ({ Weight: 1, FlagValue: on, ...more });
const valued = (value: unknown, key = 'a') =>
  treatment({ FlagValue: { ...on, AttributeValues: { [key]: value } } });
const treatmentRows: readonly (readonly [within: readonly unknown[], beyond: readonly unknown[]])[] = [
  [
    [treatment({ Weight: 0 }), treatment({ Weight: 1e6 })],
    [treatment({ Weight: -0.1 }), { FlagValue: on }],
  ],
  [
    [treatment({ Description: '' }), treatment({ Description: x(1024) })],
    [treatment({ Description: x(1025) })],
  ],
  [[treatment({ FlagValue: { Enabled: false } })], [{ Weight: 1 }, treatment({ FlagValue: {} })]],
  [
    [treatment({ FlagValue: { ...on, AttributeValues: keyed(25, { BooleanValue: true }) } })],
    [treatment({ FlagValue: { ...on, AttributeValues: keyed(26, { BooleanValue: true }) } })],
  ],
  [
    [valued({ BooleanValue: true }, `a${x(63)}`), valued({ BooleanValue: true }, 'enabled2')],
    [
      valued({ BooleanValue: true }, `a${x(64)}`),
      valued({ BooleanValue: true }, 'enabled'),
      valued({ BooleanValue: true }, 'A'),
    ],
  ],
  [[valued({ StringValue: '' }), valued({ StringValue: x(1024) })], [valued({ StringValue: x(1025) })]],
  [
    [valued({ StringArray: [] }), valued({ StringArray: many(25, x(1024)) })],
    [valued({ StringArray: many(26, '') }), valued({ StringArray: [x(1025)] })],
  ],
  [
    [valued({ NumberArray: [] }), valued({ NumberArray: many(25, 1) })],
    [valued({ NumberArray: many(26, 1) })],
  ],
];
const tested: readonly Row[] = [
  ['Treatments', [many(1, treatment()), many(5, treatment())], [[], many(6, treatment())]],
  ...treatmentRows.flatMap(([within, beyond]): Row[] => [
    ['Control', within, beyond],
    ['Treatments', within.map((each) => [each]), beyond.map((each) => [treatment(), each])],
  ]),
  ['AudienceRule', ['x', x(16384)], ['', x(16385)]],
  described('Hypothesis'),
  described('AudienceDescription'),
  described('LaunchCriteria'),
];
const overrides: Row = [
  'TreatmentOverrides',
  [{ Inline: {} }, { Inline: keyed(32, 't1') }, { Inline: { [x(2048)]: x(8) } }],
  [
    { Inline: keyed(33, 't1') },
    { Inline: { [x(2049)]: 't1' } },
    { Inline: { '': 't1' } },
    { Inline: { u: x(9) } },
    { Inline: { u: '' } },
    { Inline: { u: 't-1' } },
  ],
];
const exposure: Row = ['ExposurePercentage', [0, 100, 0.1, 99.9], [-0.1, 100.1]];
const definitionIds = [identifier('ApplicationIdentifier'), identifier('ExperimentDefinitionIdentifier')];
const runIds: readonly Row[] = [...definitionIds, ['Run', [1, 2 ** 31 - 1], [0, -1]]];
const environmentIds = [id('ApplicationId'), id('EnvironmentId')];
const profileIds = [id('ApplicationId'), id('ConfigurationProfileId')];
const result: readonly Row[] = ['ExecutiveSummary', 'ReasonsToLaunch', 'ReasonsNotToLaunch'].map((reason) => [
  'Result',
  ['', x(1024)].map((text) => ({ [reason]: text })),
  [{ [reason]: x(1025) }],
]);

const table: Readonly<Record<keyof typeof operations, readonly Row[]>> = {
  CreateApplication: [name, described(), tags],
  GetApplication: [id('ApplicationId')],
  UpdateApplication: [id('ApplicationId'), name, described()],
  DeleteApplication: [id('ApplicationId')],
  ListApplications: page,
  CreateEnvironment: [id('ApplicationId'), name, described(), monitors, tags],
  GetEnvironment: environmentIds,
  UpdateEnvironment: [...environmentIds, name, described(), monitors],
  DeleteEnvironment: [...environmentIds, protection],
  ListEnvironments: [id('ApplicationId'), ...page],
  CreateConfigurationProfile: [
    id('ApplicationId'),
    longName,
    described(),
    ['LocationUri', ['x', x(2048)], ['', x(2049)]],
    roleArn('RetrievalRoleArn'),
    validators,
    tags,
    ['Type', ['AWS.Freeform', 'AWS.AppConfig.FeatureFlags'], ['', 'AWS_1']],
    kmsKey,
  ],
  GetConfigurationProfile: profileIds,
  UpdateConfigurationProfile: [
    ...profileIds,
    longName,
    described(),
    roleArn('RetrievalRoleArn'),
    validators,
    ['KmsKeyIdentifier', ['', x(2048)], [x(2049)]],
  ],
  DeleteConfigurationProfile: [...profileIds, protection],
  ListConfigurationProfiles: [id('ApplicationId'), ...page, ['Type', ['AWS.Freeform'], ['AWS_1']]],
  CreateHostedConfigurationVersion: [
    ...profileIds,
    described(),
    ['Content', [Buffer.from('{}')], []],
    ['ContentType', ['x', x(255)], [x(256)]],
    version('LatestVersionNumber'),
    ['VersionLabel', ['v', x(64), 'v2.2.0'], [x(65), '12']],
  ],
  GetHostedConfigurationVersion: [...profileIds, version('VersionNumber')],
  DeleteHostedConfigurationVersion: [...profileIds, version('VersionNumber')],
  ListHostedConfigurationVersions: [...profileIds, ...page, ['VersionLabel', ['x', x(64)], [x(65)]]],
  CreateDeploymentStrategy: [
    name,
    described(),
    ...growth,
    ['ReplicateTo', ['NONE', 'SSM_DOCUMENT'], ['S3']],
    tags,
  ],
  GetDeploymentStrategy: [strategyId],
  UpdateDeploymentStrategy: [strategyId, described(), ...growth],
  DeleteDeploymentStrategy: [strategyId],
  ListDeploymentStrategies: page,
  StartDeployment: [
    ...environmentIds,
    strategyId,
    id('ConfigurationProfileId'),
    ['ConfigurationVersion', ['1', x(1024)], ['', x(1025)]],
    described(),
    tags,
    kmsKey,
    dynamic('DynamicExtensionParameters'),
    version('LatestDeploymentNumber'),
  ],
  GetDeployment: [...environmentIds, version('DeploymentNumber')],
  StopDeployment: [...environmentIds, version('DeploymentNumber'), ['AllowRevert', [true, false], []]],
  ListDeployments: [...environmentIds, ...page],
  CreateExperimentDefinition: [
    identifier('ApplicationIdentifier'),
    ['Name', ['x', x(64), 'AWS', 'my AWS.x'], ['', x(65), 'AWS.x']],
    identifier('ConfigurationProfileIdentifier'),
    identifier('EnvironmentIdentifier'),
    ['FlagKey', ['ab', `a${x(64)}`, 'a-_9'], ['a', `a${x(65)}`, 'Ab', '1b', 'a b']],
    ...tested,
    tags,
  ],
  GetExperimentDefinition: definitionIds,
  UpdateExperimentDefinition: [...definitionIds, ...tested],
  DeleteExperimentDefinition: [...definitionIds, ['DeleteType', ['ARCHIVE', 'DESTROY'], ['DELETE']]],
  ListExperimentDefinitions: [
    identifier('ApplicationIdentifier'),
    identifier('ConfigurationProfileIdentifier'),
    identifier('EnvironmentIdentifier'),
    ['Status', ['ACTIVE', 'IDLE', 'ARCHIVED'], ['DONE']],
    ...page,
  ],
  StartExperimentRun: [...definitionIds, described(), exposure, overrides, tags, ...deploymentParameters],
  GetExperimentRun: runIds,
  UpdateExperimentRun: [...runIds, described(), exposure, overrides, ...deploymentParameters],
  StopExperimentRun: [...runIds, ...result, ...deploymentParameters],
  ListExperimentRuns: [...definitionIds, ['Status', ['RUNNING', 'DONE'], ['IDLE']], ...page],
  ListExperimentRunEvents: [...runIds, ...page],
  GetAccountSettings: [],
  UpdateAccountSettings: [
    [
      'DeletionProtection',
      [{}, { ProtectionPeriodInMinutes: 15 }, { ProtectionPeriodInMinutes: 1440, Enabled: true }],
      [{ ProtectionPeriodInMinutes: 14 }, { ProtectionPeriodInMinutes: 1441 }],
    ],
    ['VendedMetrics', [{}, { Enabled: true }], []],
  ],
  ListTagsForResource: [resourceArn],
  TagResource: [resourceArn, tags],
  UntagResource: [resourceArn, ['TagKeys', [[], many(50, 'k'), [x(128)]], [many(51, 'k'), [x(129)]]]],
};

const model = readModel(sdk as unknown as Record<string, unknown>, true);
const names = Object.keys(table) as (keyof typeof operations)[];

test.each(names)('%s has a limit for each of its members', (operation) => {
  const members = [...(model.operations.get(operation)?.input.whole.structIterator() ?? [])].map(
    ([member]) => member,
  );

  expect(Object.keys(limits[operation] ?? {}).sort()).toEqual(members.sort());
  expect([...new Set(table[operation].map(([member]) => member))].sort()).toEqual(members);
});

describe('a value is accepted at the limit and refused beyond it', () => {
  const sender = () => {
    const client = anyClient(AppConfigClient as unknown as AnyClient, testAppConfig().aws.clientConfig());
    return (operation: string, input: Input) =>
      client.send(commandOf(sdk as unknown as AnySdk, operation, input)).then(
        () => undefined,
        (error: Error) => error,
      );
  };
  /** The first value within each limit, so that only the one in question can be beyond it. */
  const valid = (operation: keyof typeof operations): Input =>
    Object.fromEntries(table[operation].map(([member, [first]]) => [member, first]));
  const lower = (member: string) => member.charAt(0).toLowerCase() + member.slice(1);

  test.each(names)('%s', async (operation) => {
    const send = sender();
    for (const [member, within, beyond] of table[operation]) {
      for (const value of within) {
        const error = await send(operation, { ...valid(operation), [member]: value });
        expect
          .soft(error?.message ?? '', `${member} within`)
          .not.toMatch(/validation error|is not what its shape/);
      }
      for (const value of beyond) {
        const error = await send(operation, { ...valid(operation), [member]: value });
        expect.soft(error, `${member} beyond`).toMatchObject({
          name: 'BadRequestException',
          message: expect.stringMatching(
            new RegExp(`^1 validation error detected: Value .* at '${lower(member)}`),
          ),
          $metadata: { httpStatusCode: 400 },
        });
      }
    }
  });
});

test('every member that breaks its limit is told at once', async () => {
  const { client } = testAppConfig();

  const call = client.send(new sdk.CreateApplicationCommand({ Name: '', Description: x(1025) }));

  await expect(call).rejects.toMatchObject({
    message: `2 validation errors detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '${x(1025)}' at 'description' failed to satisfy constraint: Member must have length less than or equal to 1024`,
  });
});

test('a member that is required and missing is told by name', async () => {
  const { client } = testAppConfig();

  const call = client.send(new sdk.CreateApplicationCommand({} as sdk.CreateApplicationRequest));

  await expect(call).rejects.toMatchObject({ name: 'BadRequestException', message: /Name/ });
});

test.each([
  ['CreateApplication', { Name: 5 }],
  ['CreateApplication', { Name: 'a', Tags: ['k'] }],
  ['CreateApplication', { Name: 'a', Tags: { k: 1 } }],
  ['CreateEnvironment', { ApplicationId: 'abcd', Name: 'a', Monitors: 'none' }],
  [
    'StartExperimentRun',
    { ApplicationIdentifier: 'a', ExperimentDefinitionIdentifier: 'b', ExposurePercentage: '5' },
  ],
  [
    'StartExperimentRun',
    { ApplicationIdentifier: 'a', ExperimentDefinitionIdentifier: 'b', ExposurePercentage: Number.NaN },
  ],
  [
    'StartExperimentRun',
    { ApplicationIdentifier: 'a', ExperimentDefinitionIdentifier: 'b', TreatmentOverrides: {} },
  ],
  ['GetExperimentRun', { ApplicationIdentifier: 'a', ExperimentDefinitionIdentifier: 'b', Run: 1.5 }],
  [
    'StopDeployment',
    { ApplicationId: 'abcd', EnvironmentId: 'abcd', DeploymentNumber: 1, AllowRevert: 'yes' },
  ],
])('a value of another type is told as such: %s %j', async (operation, input) => {
  const { aws } = testAppConfig();

  const answer = await aws.dispatcher.call({ service: 'AppConfig', operation, input });

  expect(answer).toMatchObject({ ok: false, error: { name: 'SerializationException', statusCode: 400 } });
});
