/** `bench/RESULTS.md`: one part for each section, each with the day and machine it was measured on. */

import { SECTIONS, type Section } from './arguments.ts';

const HEAD = `# Bench results

Written by \`npm run bench\`; [how to repeat and read it](README.md). A section that a run left out keeps its text and its date.`;

const begin = (section: Section) => `<!-- begin ${section} -->`;
const end = (section: Section) => `<!-- end ${section} -->`;

/**
 * @param former the file as it is; '' when there is none
 * @param measured the text of the sections that were run
 */
export function mergeResults(former: string, measured: ReadonlyMap<Section, string>): string {
  const parts = SECTIONS.flatMap((section) => {
    const text = measured.get(section) ?? formerText(former, section);
    return text === undefined ? [] : [`${begin(section)}\n${text.trim()}\n${end(section)}`];
  });
  return `${[HEAD, ...parts].join('\n\n')}\n`;
}

function formerText(former: string, section: Section): string | undefined {
  const from = former.indexOf(begin(section));
  const to = former.indexOf(end(section));
  return from < 0 || to < from ? undefined : former.slice(from + begin(section).length, to);
}
