import { AppConfigClient, GetExperimentDefinitionCommand } from '@aws-sdk/client-appconfig';
import { expect, onTestFinished, test } from 'vitest';
import { deploy } from '#local/deployment';
import { openShop } from '#simulation/shop';
import { createRampWorld } from '#simulation/world';
import { packagedTemplate, sources } from '#test/support/packaged';

test.each([
  ['add-to-cart-button', 'add-to-cart-button'],
  ['Blue sells', 'the-flag'],
  ['7abc123', 'the-flag'],
])(
  'a definition %j is about the flag %j: its own name where a flag may have it',
  async (definition, flag) => {
    const template = await packagedTemplate();
    const world = await createRampWorld({
      startAt: Date.UTC(2026, 10, 23),
      seed: 1,
      deploy: (options) => deploy({ template, codeOf: sources, stackName: 'shop', ...options }),
    });
    onTestFinished(world.close);

    const place = await openShop(world, { experiment: { application: 'shop', definition, overrides: {} } });

    expect(place.flag).toBe(flag);
    const { application: ApplicationIdentifier } = place;
    const asked = { ApplicationIdentifier, ExperimentDefinitionIdentifier: definition };
    const found = await new AppConfigClient(world.clientConfig()).send(
      new GetExperimentDefinitionCommand(asked),
    );
    expect(found).toMatchObject({ Name: definition, FlagKey: flag });
  },
);
