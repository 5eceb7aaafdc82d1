/**
 * Text whatever its case, as AWS compares it: each character of the pattern stands for its lower and its upper case form,
 * which may differ in length (ß, SS); the text itself is not folded.
 */
type Forms = readonly (readonly [lower: string, upper: string])[];
type Test = (text: string) => boolean;

export function equalsIgnoreCase(pattern: string): Test {
  const forms = formsOf(pattern);
  return (text) => endOf(forms, text) === text.length;
}

export function startsIgnoreCase(pattern: string): Test {
  const forms = formsOf(pattern);
  return (text) => endOf(forms, text) !== undefined;
}

export function endsIgnoreCase(pattern: string): Test {
  const forms = formsOf(pattern).toReversed();
  return (text) => {
    let at = text.length;
    for (const pair of forms) {
      const form = pair.find((each) => text.endsWith(each, at));
      if (form === undefined) return false;
      at -= form.length;
    }
    return true;
  };
}

function endOf(forms: Forms, text: string): number | undefined {
  let at = 0;
  for (const pair of forms) {
    const form = pair.find((each) => text.startsWith(each, at));
    if (form === undefined) return undefined;
    at += form.length;
  }
  return at;
}

const formsOf = (pattern: string): Forms =>
  Array.from({ length: pattern.length }, (_, at) => {
    const character = pattern.charAt(at);
    return [character.toLowerCase(), character.toUpperCase()] as const;
  });
