/** What is wrong with a plan, as compilers say it: where, the line, what, and what to do. */
import type { Diagnostic } from '#core/plan/diagnostic';
import type { PlanReading } from '#core/plan/read';
import type { Output, Paint } from './context.ts';

/** More than that nobody reads before correcting the first ones. */
const most = 20;

/** Everything that is wrong, and whether that was the end of it. */
export function sayDiagnostics(
  err: Output,
  file: string,
  { text, diagnostics, plan }: Pick<PlanReading, 'text' | 'diagnostics' | 'plan'>,
): void {
  if (diagnostics.length > 0) err.text(`${renderDiagnostics(file, text, diagnostics, err.paint)}\n`);
  if (!plan) err.text(`${countOf(diagnostics)} · nothing was started\n`);
}

export function renderDiagnostics(
  file: string,
  text: string,
  diagnostics: readonly Diagnostic[],
  paint: Paint,
): string {
  const lines = text.split(/\r?\n/);
  const blocks = diagnostics.slice(0, most).map((each) => block(file, lines, each, paint));
  const more = diagnostics.length - most;
  return [...blocks, ...(more > 0 ? [`… and ${more} more\n`] : [])].join('\n');
}

function block(file: string, lines: readonly string[], diagnostic: Diagnostic, paint: Paint): string {
  const { severity, code, message, help, line, column, length } = diagnostic;
  const colour = severity === 'error' ? 'red' : 'yellow';
  const gutter = ' '.repeat(String(line).length);
  const { shown, from, until } = excerpt(lines[line - 1] ?? '', column - 1, length);
  return [
    `${paint(colour, `${severity}[${code}]`)} ${message}`,
    `${gutter}--> ${file}:${line}:${column}`,
    ...(shown
      ? [
          `${gutter} |`,
          `${line} | ${shown}`,
          `${gutter} | ${' '.repeat(from)}${paint(colour, '^'.repeat(Math.max(1, until - from)))}`,
        ]
      : []),
    ...(help ? [`${gutter} = help: ${help}`] : []),
    '',
  ].join('\n');
}

/** A long line is cut around the place; a tab takes one column, so that the caret stands where it should. */
function excerpt(line: string, from: number, length: number) {
  const width = 100;
  const cut = from + Math.min(length, 40) <= width ? 0 : Math.max(0, from - 40);
  const clean = line.replaceAll(/\p{Cc}/gu, ' ');
  const shown = `${cut > 0 ? '…' : ''}${clean.slice(cut, cut + width)}${clean.length > cut + width ? '…' : ''}`;
  const start = from - cut + (cut > 0 ? 1 : 0);
  return { shown: shown.trimEnd(), from: start, until: Math.min(start + length, width + 1) };
}

/** `2 errors, 1 warning`. */
export function countOf(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']) => {
    const n = diagnostics.filter((each) => each.severity === severity).length;
    return n === 0 ? [] : [`${n} ${severity}${n === 1 ? '' : 's'}`];
  };
  return [...count('error'), ...count('warning')].join(', ');
}

/** For a pull request. */
export function renderMarkdownDiagnostics(file: string, diagnostics: readonly Diagnostic[]): string {
  const lines = diagnostics.map(
    ({ severity, code, message, help, line, column }) =>
      `- **${severity}** \`${code}\` ${message}${help ? ` (${help})` : ''} — \`${file}:${line}:${column}\`\n`,
  );
  return lines.length > 0 ? `${lines.join('')}\n` : '';
}
