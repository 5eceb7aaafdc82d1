/** What the flags of a deployed document give. */
import type { AttributeValue as Union } from '@aws-sdk/client-appconfig';
import { type Circumstances, evaluate } from '../rules/evaluate.ts';
import { parseRule } from '../rules/parse.ts';
import type { Rule } from '../rules/rule.ts';
import type { AttributeValue, FlagDocument, FlagValue } from './document.ts';
import { attributesOf } from './meaning.ts';

export type FlagAnswer = {
  readonly enabled: boolean;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** The variant's name; a flag without variants has none. */
  readonly variant: string | undefined;
};

/** In the order in which they are asked; the last is for everybody. */
export type Flag = readonly (FlagAnswer & { readonly rule: Rule | undefined })[];
export type Flags = ReadonlyMap<string, Flag>;

/** The flags that have a value, ready to be asked. */
export function flagsOf({ values = {} }: FlagDocument): Flags {
  return new Map(Object.entries(values).map(([key, value]) => [key, flagOf(value)]));
}

function flagOf(value: FlagValue): Flag {
  if (!value._variants) {
    const attributes = attributesOf(value) as FlagAnswer['attributes'];
    return [{ enabled: value.enabled ?? false, attributes, variant: undefined, rule: undefined }];
  }
  return value._variants.map(({ name, enabled, attributeValues = {}, rule }) => ({
    enabled,
    attributes: attributeValues,
    variant: name,
    rule: rule === undefined ? undefined : parseRule(rule).rule,
  }));
}

/** The first variant whose rule holds. */
export function askFlag(flag: Flag, circumstances: Circumstances): FlagAnswer {
  return flag.find(({ rule }) => !rule || evaluate(rule, circumstances)) as FlagAnswer;
}

/**
 * The document as GetLatestConfiguration gives it: definitions are left out, attributes only come with an enabled flag.
 * Rules are evaluated next to the caller, so a flag with variants is answered by its default one here.
 */
export function simplified(flags: Flags): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...flags].map(([key, flag]) => [key, delivered(flag.at(-1) as FlagAnswer)]));
}

export type Delivered = { readonly enabled: boolean; readonly [attribute: string]: unknown };

/** One flag as its readers see it. */
export function delivered({ enabled, attributes }: FlagAnswer): Delivered {
  return enabled ? { ...attributes, enabled } : { enabled };
}

/** The attributes of a treatment, which come as tagged unions, as those of a document. */
export function plainAttributes(values: Readonly<Record<string, Union>> = {}): FlagAnswer['attributes'] {
  const plain = Object.entries(values).map(([key, value]) => [key, Object.values(value)[0]]);
  return Object.fromEntries(plain) as FlagAnswer['attributes'];
}
