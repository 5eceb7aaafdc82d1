/** The feature-flag documents of hosted versions, and what a definition may ask of their flags. */
import { BadRequestException, type Treatment } from '@aws-sdk/client-appconfig';
import { badRequest } from './errors.ts';
import { type FlagDefinition, type FlagDocument, readFlagDocument } from './flags/document.ts';
import { attributeProblems } from './flags/meaning.ts';
import { plainAttributes } from './flags/value.ts';
import type { HostedVersion } from './state.ts';

/** @throws BadRequestException with Reason InvalidConfiguration and every problem in its Details */
export function readDocument(content: Uint8Array): FlagDocument {
  const { document, problems } = readFlagDocument(content);
  if (document) return document;
  throw new BadRequestException({
    message: `The configuration is invalid: ${problems.map(({ Reason }) => Reason).join('; ')}`,
    Reason: 'InvalidConfiguration',
    Details: { InvalidConfiguration: [...problems] },
    $metadata: {},
  });
}

export function flagOf(version: HostedVersion | undefined, key: string): FlagDefinition | undefined {
  const flags = version?.document?.flags ?? {};
  return Object.hasOwn(flags, key) ? flags[key] : undefined;
}

/** @throws BadRequestException: the attributes of a treatment obey the constraints that the flag declares */
export function refuseAttributes(flag: FlagDefinition, treatments: readonly Treatment[]): void {
  const problems = treatments.flatMap(({ Key, FlagValue }) => {
    // An attribute that is required belongs to a flag that is on.
    if (!FlagValue?.Enabled && !FlagValue?.AttributeValues) return [];
    return attributeProblems(flag, plainAttributes(FlagValue.AttributeValues), `#/treatments/${Key}`);
  });
  if (problems.length === 0) return;
  throw badRequest(
    `The treatments do not fit the flag: ${problems.map(({ at, reason }) => `${at} ${reason}`).join('; ')}`,
  );
}
