/** Who somebody is to AWS, and whether a plan lets him answer. */

/** A session of a role stands for the role: `assumed-role/X/session` is role X. */
export function principalOf(arn: string): string {
  const session = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\/[^/]+$/.exec(arn);
  return session ? `arn:${session[1]}:iam::${session[2]}:role/${session[3]}` : arn;
}

/** @param from patterns of ARNs with `*`, and names of other systems (slack:S0PMGROUP), which no AWS principal matches; none lets everybody answer whom IAM lets call. */
export const mayAnswer = (principal: string, from: readonly string[]): boolean =>
  from.length === 0 || from.some((pattern) => matches(pattern, principal));

/** `*` stands for any characters. Linear: each piece is looked for once, from where the one before it ended. */
function matches(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let place = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, place);
    if (found < 0 || found + piece.length > text.length - last.length) return false;
    place = found + piece.length;
  }
  return true;
}
