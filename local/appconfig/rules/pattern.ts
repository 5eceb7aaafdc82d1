/**
 * The patterns of `matches`. They come from outside and meet text from outside, so no backtracking engine runs them: a
 * pattern becomes a program that reads each character once (pattern-match.ts), in time that grows with the text alone.
 * Which regular expressions AWS accepts is not documented; what is not in this subset is refused by name.
 */
import { type Assertion, type Node, PatternRefused, parsePattern, type Ranges } from './pattern-syntax.ts';

export type Instruction =
  | { readonly op: 'one'; readonly of: Ranges; readonly isNegated: boolean }
  | { readonly op: 'fork'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'assert'; readonly what: Assertion }
  | { readonly op: 'match' };
export type Program = readonly Instruction[];

/** Reading a text takes at most this many steps for each of its characters. */
const maxProgram = 2_000;

/** @throws PatternRefused */
export function compilePattern(text: string): Program {
  const program: Instruction[] = [];
  emit(program, parsePattern(text), { left: 4 * maxProgram });
  program.push({ op: 'match' });
  return program;
}

function emit(program: Instruction[], node: Node, budget: { left: number }): void {
  // Repeating nothing a thousand times a thousand times adds no instruction, so the visits are counted, too.
  budget.left -= 1;
  if (program.length > maxProgram || budget.left < 0)
    throw new PatternRefused('this pattern is too large: repeat less often');
  switch (node.type) {
    case 'one':
      program.push({ op: 'one', of: node.of, isNegated: node.isNegated });
      return;
    case 'assert':
      program.push({ op: 'assert', what: node.what });
      return;
    case 'sequence':
      for (const part of node.parts) emit(program, part, budget);
      return;
    case 'either':
      emitEither(program, node.parts, budget);
      return;
    case 'repeat':
      emitRepeat(program, node, budget);
  }
}

function emitEither(
  program: Instruction[],
  [first, ...others]: readonly Node[],
  budget: { left: number },
): void {
  if (!first) return;
  if (others.length === 0) {
    emit(program, first, budget);
    return;
  }
  const fork = reserve(program);
  emit(program, first, budget);
  const jump = reserve(program);
  program[fork] = { op: 'fork', first: fork + 1, second: program.length };
  emitEither(program, others, budget);
  program[jump] = { op: 'jump', to: program.length };
}

type Repeat = Extract<Node, { type: 'repeat' }>;

function emitRepeat(program: Instruction[], { part, least, most }: Repeat, budget: { left: number }): void {
  for (let count = 0; count < least; count += 1) emit(program, part, budget);
  if (most === Number.POSITIVE_INFINITY) {
    const fork = reserve(program);
    emit(program, part, budget);
    program.push({ op: 'jump', to: fork });
    program[fork] = { op: 'fork', first: fork + 1, second: program.length };
    return;
  }
  const forks: number[] = [];
  for (let count = least; count < most; count += 1) {
    forks.push(reserve(program));
    emit(program, part, budget);
  }
  for (const fork of forks) program[fork] = { op: 'fork', first: fork + 1, second: program.length };
}

/** A place for an instruction whose target is not known yet. */
const reserve = (program: Instruction[]) => program.push({ op: 'match' }) - 1;
