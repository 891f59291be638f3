import type { PageWords } from '../contract/documents.ts';
import type { OutputDocument } from './document.ts';
import { between, blocksOf, boxOfWord, type Line, pixels } from './layout.ts';
import { decimal, languageTag, xmlText } from './xml.ts';

const NAMESPACE = 'http://www.loc.gov/standards/alto/ns-v4#';
const VERSION = '4.4';
/** How pages were read that were not taken from the file's own text. */
const RECOGNITION = 'recognition';

/**
 * `document.alto.xml`: ALTO 4.4. A block is a `ComposedBlock`, a paragraph a `TextBlock`; boxes are in pixels of the page's
 * picture. A page that was not read is an empty `Page`, so that page n stays page n.
 */
export async function* documentAlto({ job, engine, pages, words }: OutputDocument): AsyncIterable<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="${NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${NAMESPACE} http://www.loc.gov/standards/alto/v4/alto-4-4.xsd" SCHEMAVERSION="${VERSION}">
<Description>
<MeasurementUnit>pixel</MeasurementUnit>
<sourceImageInformation>
<fileName>${xmlText(job.source.fileName)}</fileName>
</sourceImageInformation>
<Processing ID="${RECOGNITION}">
<processingCategory>contentGeneration</processingCategory>
<processingStepDescription>text recognition</processingStepDescription>
<processingStepSettings>${xmlText(`data: ${engine.data}`)}</processingStepSettings>
<processingSoftware>
<softwareName>${xmlText(engine.name)}</softwareName>
<softwareVersion>${xmlText(engine.version)}</softwareVersion>
<applicationDescription>Pagestream</applicationDescription>
</processingSoftware>
</Processing>
</Description>
<Layout>
`;
  for (const page of pages) {
    const { pageNumber, languages, confidence, source } = page;
    const read = await words(page);
    const about = attributes({
      ID: `page_${pageNumber}`,
      PHYSICAL_IMG_NR: pageNumber,
      WIDTH: read?.width,
      HEIGHT: read?.height,
      PROCESSING: source === 'ocr' ? RECOGNITION : undefined,
      PC: confidence === null ? undefined : share(confidence.mean),
      LANG: (read && languageTag(languages)) ?? undefined,
    });
    yield `<Page${about}>\n${read === null ? '' : printSpace(read)}</Page>\n`;
  }
  yield '</Layout>\n</alto>\n';
}

function printSpace(page: PageWords): string {
  const id = (kind: string, number: number) => `${kind}_${page.pageNumber}_${number}`;
  const counted = { text: 0, line: 0, string: 0 };

  const lineOf = (line: Line) => {
    const strings: string[] = [];
    let before: { readonly text: string; readonly box: Line['box'] } | undefined;
    for (const word of line.words) {
      const [text, confidence] = word;
      const box = pixels(boxOfWord(word), page);
      if (before !== undefined && between(before.text, text) === ' ') strings.push(`<SP${attributes(gap(before.box, box))}/>\n`);
      const string = { ID: id('string', ++counted.string), ...place(box), CONTENT: text, WC: share(confidence) };
      strings.push(`<String${attributes(string)}/>\n`);
      before = { text, box };
    }
    const points = line.baseline?.map((value) => decimal(value, 1));
    const about = attributes({
      ID: id('line', ++counted.line),
      ...place(pixels(line.box, page)),
      BASELINE: points === undefined ? undefined : `${points[0]},${points[1]} ${points[2]},${points[3]}`,
    });
    return `<TextLine${about}>\n${strings.join('')}</TextLine>\n`;
  };

  const blocks = blocksOf(page).map((block, index) => {
    const texts = block.paragraphs.map(({ box, lines }) => {
      const about = attributes({ ID: id('text', ++counted.text), ...place(pixels(box, page)) });
      return `<TextBlock${about}>\n${lines.map(lineOf).join('')}</TextBlock>\n`;
    });
    const about = attributes({ ID: id('block', index + 1), ...place(pixels(block.box, page)) });
    return `<ComposedBlock${about}>\n${texts.join('')}</ComposedBlock>\n`;
  });
  const whole = attributes({ ID: `space_${page.pageNumber}`, ...place([0, 0, page.width, page.height]) });
  return `<PrintSpace${whole}>\n${blocks.join('')}</PrintSpace>\n`;
}

function place([x0, y0, x1, y1]: Line['box']) {
  return { HPOS: x0, VPOS: y0, WIDTH: x1 - x0, HEIGHT: y1 - y0 };
}

/** From one word to the next, whichever is left. */
function gap(word: Line['box'], next: Line['box']) {
  const [left, right] = word[0] <= next[0] ? [word, next] : [next, word];
  return { HPOS: left[2], VPOS: word[1], WIDTH: Math.max(0, right[0] - left[2]) };
}

/** Of 0–100, as ALTO has it: 0–1. */
function share(confidence: number): string {
  return decimal(Math.min(Math.max(confidence / 100, 0), 1), 4);
}

/** Those that are undefined are left out. */
function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${typeof value === 'number' ? value : xmlText(value)}"`))
    .join('');
}
