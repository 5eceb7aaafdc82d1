/** A message as a person would read it, in one line: for a terminal, where Slack is only played. */
import type { Payload } from './blocks.ts';

/** @param at how the reader is shown an instant; by itself what Slack falls back on */
export const lineOf = ({ text }: Pick<Payload, 'text'>, at?: (instant: number) => string): string =>
  text
    .replace(/<!date\^(\d+)\^[^|>]*\|([^>]*)>/g, (_, seconds: string, fallback: string) =>
      at ? at(Number(seconds) * 1000) : fallback,
    )
    .replace(/<!subteam\^(\w+)>/g, '@$1')
    .replace(/<@(\w+)>/g, '@$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\s*\n\s*/g, ' ');
