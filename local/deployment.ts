/** An embedded AWS in which a packaged stack stands: built from its template, its roles enforced. */
import { type Aws, type AwsOptions, createAws } from './aws.ts';
import { noFaults } from './faults.ts';
import { createIam, type Iam } from './iam/index.ts';
import { type Functions, functionsOf } from './lambda/functions.ts';
import { assemble, type Services, type ServicesOptions } from './services.ts';
import type { CodeOf } from './template/kind.ts';
import { createStack, type Stack } from './template/stack.ts';
import type { Template } from './template/template.ts';

export type DeploymentOptions = Omit<AwsOptions, 'authorize'> &
  Omit<ServicesOptions, 'functions' | 'iam'> & {
    readonly template: Template;
    readonly stackName: string;
    readonly codeOf: CodeOf;
    /** Instead of createAws: a test that watches for defects. */
    readonly create?: typeof createAws;
  };

export type Deployment = Omit<Services, 'services'> & {
  readonly aws: Aws;
  readonly iam: Iam;
  readonly functions: Functions;
  readonly stack: Stack;
};

/** Faults begin when the stack stands. @throws TemplateError naming what of the template is not emulated */
export async function deploy({ create = createAws, ...options }: DeploymentOptions): Promise<Deployment> {
  const { template, stackName: name, codeOf, faults = noFaults, accountId, region } = options;
  const place = {
    ...(accountId === undefined ? {} : { accountId }),
    ...(region === undefined ? {} : { region }),
  };
  const iam = createIam(place);
  const functions = functionsOf();
  let standing = false;
  let services: Services | undefined;
  const aws = create(
    (world) => {
      services = assemble(world, { ...options, functions, iam });
      return services.services;
    },
    { ...options, authorize: iam.authorize, faults: (call) => (standing ? faults(call) : undefined) },
  );
  const door = aws.dispatcher;
  const stack = await createStack(template, { name, door, functions, iam, codeOf, ...place });
  standing = true;
  const { agent, appConfig } = services as unknown as Services;
  return { aws, iam, functions, stack, agent, appConfig };
}
