/**
 * What the samples say. Written for this project; the village, its people and its shops are made up. The typeset pages and
 * the truth files both come from these values, so they cannot drift apart.
 */

/** One piece of a page, in reading order. */
export type Block =
  | { readonly kind: 'title' | 'heading' | 'subtitle' | 'paragraph' | 'note'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'figures'; readonly rows: readonly (readonly [label: string, value: string])[] };

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
const heading = (text: string): Block => ({ kind: 'heading', text });

/** `scan.pdf`: four pages of an annual report; the printed page number is the last thing on each. */
export const report: readonly (readonly Block[])[] = [
  [
    { kind: 'title', text: 'Marrow Ferry Village Library' },
    { kind: 'subtitle', text: 'Report of the Committee for the year ending 31 March 2024' },
    heading('A year with the roof on'),
    paragraph(
      'For the first time since the storm of 2019 the library has spent twelve months entirely under its own slates. The reading room was handed back to us by the builders on 3 April, nine days late and, to the surprise of everyone who had followed the correspondence, slightly under the price that had been agreed. The buckets have gone to the allotment society, which says that it can use them.',
    ),
    paragraph(
      'Readers came back more quickly than the committee had dared to plan for. By midsummer the number of visits had passed that of the last full year before the damage, and on the second Saturday in October the counter at the door recorded 311 people, a figure that nobody on the present committee can remember having seen. We counted the chairs that evening and ordered six more.',
    ),
    paragraph(
      'What brought them was not one thing. The mobile post office now stops outside on Tuesdays; the school sends each class once a fortnight; and the seed exchange, which began as a shoebox on the windowsill, fills two card cabinets and has its own rubber stamp. Several members have told us that they came in for tomato seeds and left with a novel. We see nothing wrong with that.',
    ),
    heading('The people who did the work'),
    paragraph(
      'The library employs nobody. It was opened, heated, dusted and locked this year by thirty-four volunteers, the youngest of whom is fifteen and the oldest ninety-one. Mrs Ada Quill stood down as treasurer in June after twenty-two years in which the books balanced to the penny every quarter but one, and she has never told us which. Mr Owen Tarrant has taken over the ledger and, with her permission, moved it to a spreadsheet.',
    ),
  ],
  [
    heading('Lending'),
    paragraph(
      'We lent 18,462 items, against 15,907 the year before. Children’s books made up a little over two fifths of the total, as they have done in every year for which we hold figures. The steepest rise was in large print, where a gift of 140 volumes from the hospital at Saltby gave readers, at last, something that they had not read twice already.',
    ),
    {
      kind: 'figures',
      rows: [
        ['Fiction for adults', '6,218'],
        ['Children and young readers', '7,604'],
        ['Large print', '1,975'],
        ['History and the county shelf', '1,340'],
        ['Seeds, maps and everything else', '1,325'],
      ],
    },
    paragraph(
      'Losses remain small. Forty-one items could not be found at the stock check in February, of which nineteen have since been returned, most of them by post and two by way of the ferry’s lost property box. The committee again decided against fines. A postcard of the church, sent to the borrower’s door, recovers about four books in five and costs less than the time it would take to argue about it.',
    ),
    heading('Opening hours'),
    paragraph(
      'From September the library opened on Thursday evenings until half past eight. The experiment was to last one term. It has been kept, because the people who come on Thursday are not the people who come in the morning: they are the night ferry’s crew, two apprentices from the boatyard, a baker, and a steady table of sixth-formers who say that the reading room is the only quiet place with a working radiator between here and the railway.',
    ),
    paragraph(
      'We looked at opening on Sundays and found that we could not promise two volunteers for every week of the winter. The question will be put again in the spring, when the evenings are light and promises come more easily.',
    ),
  ],
  [
    heading('The local collection'),
    paragraph(
      'Most of the parish papers were in the tower when the roof failed. Of the 212 boxes that were carried out that night, 198 have now been dried, cleaned and listed, and the last fourteen are with the county conservator, who expects to finish them by the end of the year. Nothing that was in a box has been lost. What was lying loose on the upper shelves is another matter, and we are sorry to say that the ferry company’s passenger books for 1887 to 1893 are beyond recovery.',
    ),
    paragraph(
      'It is partly for that reason that the committee bought a scanner. Since November two volunteers have worked through the parish magazine from its first number, at about sixty pages in an afternoon, and have reached 1934. The pages can be searched by name in the reading room. Within a week of the first volume being ready, a visitor from Nova Scotia found her great-grandfather in it, fined half a crown for racing a donkey along the quay.',
    ),
    heading('What we mean to do next'),
    paragraph('The committee has agreed on five tasks for the coming year. In order of importance they are these:'),
    {
      kind: 'list',
      items: [
        'to replace the boiler before it replaces itself;',
        'to finish scanning the parish magazine up to 1960;',
        'to fit a ramp and a wider door at the garden entrance;',
        'to train four more volunteers to lead the story hour;',
        'to mend the clock, or else to take it down.',
      ],
    },
    paragraph(
      'The first and the third need money that we do not have. An application has been made to the county for half of the cost of the ramp, and the boatyard has offered timber and two days of a joiner’s time. The boiler is discussed under the accounts, with the seriousness that it deserves.',
    ),
  ],
  [
    heading('Accounts in brief'),
    paragraph(
      'Income for the year was £23,480 and expenditure £21,915, leaving a surplus of £1,565. The surplus looks healthier than it is. It includes £1,200 given for shelving that had not been delivered on the last day of the year, and without that gift we should have finished almost exactly where we began.',
    ),
    {
      kind: 'figures',
      rows: [
        ['Subscriptions and donations', '£9,730'],
        ['Parish and county grants', '£8,500'],
        ['Book sales, teas and the summer fair', '£5,250'],
        ['Heating, light and insurance', '£11,040'],
        ['Books, binding and repairs', '£7,385'],
        ['Postage, printing and sundries', '£3,490'],
      ],
    },
    paragraph(
      'Heating is the largest single cost and the least certain. The boiler was installed in 1978 by a firm that no longer exists, and burned a tenth more oil this winter than last for rather less warmth. Three quotations have been obtained. The middle one, from Harbour Heating of Saltby, would pay for itself in about nine years and is the one that the committee recommends to the annual meeting.',
    ),
    heading('Thanks'),
    paragraph(
      'We thank the parish council for the grant and for lending us the hall; the builders for the slates; the school for its patience; and above all the readers, who waited five years and then came back in a single week, many of them with their overdue books. The annual meeting will be held in the reading room on Friday 17 May at seven o’clock. There will be soup.',
    ),
    { kind: 'note', text: 'Signed on behalf of the committee by Jonah Peverell, chairman, and Ruth Amory, secretary.' },
  ],
];

/** `letter.jpg`: a typed letter, photographed on a desk. */
export const letter = {
  letterhead: ['Tidewater Boat Repairs', '4 Slipway Lane, Marrow Ferry', 'Telephone 01632 960 417'],
  address: ['Mrs H. Lindqvist', 'The Old Pilot House', 'Quay Street', 'Marrow Ferry'],
  date: '12 September 2023',
  salutation: 'Dear Mrs Lindqvist,',
  paragraphs: [
    'Thank you for leaving the Kittiwake with us in August. We have now had her out of the water for three weeks and I can tell you, I am glad to say, that she is in better order below than she looked from the quay.',
    'The planking on the port side is sound as far as the turn of the bilge. Two planks near the stern have gone soft where the old exhaust ran, and I recommend that we replace both while she is ashore. The keel bolts were drawn and examined; six of the eight are good for many years, and the other two have been renewed in bronze at a cost of £186.40.',
    'The engine is another story. It turns, it has oil, and somebody has painted it a cheerful green, but the pump has been held together with fencing wire and the wire has begun to lose. A reconditioned pump can be had from Saltby for £240, or a new one for £415 with a guarantee of two years. I should take the new one, since you mean to go as far as the islands next summer.',
    'If you agree, we would launch her on the spring tide of 14 October, shortly after nine in the morning. Please let me know by the end of the month, so that I can book the crane. The cat that came with her has settled in the sail loft and is eating well.',
  ],
  closing: 'Yours sincerely,',
  name: 'Edwin Marsh',
} as const;

/** `receipt.jpg`: a till receipt; every line is a left and a right part, or centred text. */
export type ReceiptLine = { readonly left: string; readonly right: string } | { readonly centre: string } | 'rule';
export const receipt: readonly ReceiptLine[] = [
  { centre: 'PEVERELL & DAUGHTERS' },
  { centre: 'Grocers and Ship Chandlers' },
  { centre: '11 Quay Street, Marrow Ferry' },
  { centre: 'Tel 01632 960 288' },
  'rule',
  { left: 'Till 2', right: 'Served by Nell' },
  { left: '23/11/2023 16:42', right: 'No 004817' },
  'rule',
  { left: 'Wholemeal loaf 800g', right: '2.35' },
  { left: 'Butter salted 250g', right: '2.60' },
  { left: 'Eggs large x12', right: '3.90' },
  { left: 'Smoked mackerel', right: '4.25' },
  { left: 'Leeks 0.640 kg', right: '1.47' },
  { left: 'Lamp oil 1 litre', right: '6.80' },
  { left: 'Tarred twine 50 m', right: '5.95' },
  { left: 'Brass hooks x4', right: '3.20' },
  { left: 'Ginger biscuits', right: '1.15' },
  'rule',
  { left: '9 items', right: '31.67' },
  { left: 'Member discount', right: '-1.50' },
  { left: 'TOTAL GBP', right: '30.17' },
  { left: 'Cash', right: '40.00' },
  { left: 'Change', right: '9.83' },
  'rule',
  { left: 'VAT 20% on 17.10', right: '2.85' },
  { left: 'VAT 0% on 13.07', right: '0.00' },
  { centre: 'Bring this slip for returns' },
  { centre: 'within 28 days. Thank you!' },
];

/** `notice.png`: a poster, from the largest words to the smallest. */
export const notice = {
  banner: 'SATURDAY 8 JUNE',
  title: 'The Great Marrow Ferry Regatta',
  lead: 'Rowing, sculling and one race in bathtubs',
  times: [
    ['10.00', 'Procession of boats from the slipway'],
    ['11.30', 'Under-sixteens, skiffs and dinghies'],
    ['13.00', 'Lunch on the green: bring a plate'],
    ['14.30', 'Bathtubs, any number of crew'],
    ['16.00', 'Prizes, and the band of the lifeboat'],
  ],
  body: 'Entries close at noon on Thursday 6 June. Forms are at the library, the chandlery and the bar of the Anchor. All crews must wear life jackets, including in bathtubs.',
  small: 'Held by permission of the harbour master. Dogs on leads. If wet, wetter.',
} as const;

/** `article.pdf`: printed by the browser, with real text; the last section begins the second page. */
export const article = {
  title: 'The Clerk Who Timed the Tide',
  standfirst:
    'For thirty-one years a customs clerk wrote down when the sea came in. Nobody asked him to, and nobody read it until the bridge had to be built.',
  byline: 'By Clara Wend for the Estuary Review',
  sections: [
    {
      heading: '',
      paragraphs: [
        'Tobias Lark joined the custom house at Marrow Ferry in 1861 at the age of nineteen, at a salary of forty pounds a year and the use of a stool. His work was to count barrels. Since barrels arrived with the tide and at no other time, he had several hours of every day in which there was nothing to count, and on the second of March he began to fill them.',
        'The first entry in what he called the wet ledger is a single line: high water at eleven minutes past ten, wind light, a dead eel on the step. From that morning until his retirement in 1892 he missed nineteen tides, and for each of the nineteen he wrote down the reason. Twice it was the birth of a child. Once it was a wedding, his own, and the note beside it says that he had tried to have the hour changed.',
      ],
    },
    {
      heading: 'A stick and a watch',
      paragraphs: [
        'His instruments would not have impressed a surveyor. He had a pole, marked in inches with a hot nail and screwed to the third pile of the landing stage, and he had a silver watch that lost four minutes a week. He knew that it lost four minutes a week because he set it every Monday by the railway clock, and he corrected every reading by hand, in red, on the Monday after. The corrections agree with the modern reckoning to within about ninety seconds.',
        'What he was looking for, if he was looking for anything, he never said. There are no sums in the first eleven volumes. In the twelfth a small table appears inside the cover, and then another, and by the winter of 1874 he had worked out for himself that the spring tides at the landing stage ran higher, year upon year, by a little less than the thickness of a penny.',
        'He reported it to the collector of customs, who thanked him and observed that the pole was probably sinking. Lark had thought of that. He had cut a second mark in the granite of the church steps, two hundred yards inland, and had levelled from one to the other with a trough of water every midsummer for nine years. The pole had not moved. The sea had.',
      ],
    },
    {
      heading: 'Forty volumes in a loft',
      paragraphs: [
        'He died in 1903, and the ledgers went with his furniture to a nephew, who kept apples on them. They might be there still if the county had not decided, in 1958, to build a bridge. The engineers needed to know how high the water could be expected to rise in a hundred years. They had good records for eight, and a retired schoolmistress in the public gallery who had once bought a table from the nephew.',
        'It took two assistants most of a year to copy the figures. When the columns were added, the deck of the bridge was raised by fourteen inches at a cost of six thousand pounds, and there were letters in the newspaper about waste. In January 1978 the highest tide ever measured in the estuary passed under the main span with the width of a hand to spare.',
        'The bridge has no plaque. On the third pile of the landing stage, however, if you go down at low water and do not mind the weed, you can still feel the notches that he burned with a nail: forty-eight of them, an inch apart, and one more, deeper than the others, above where anybody could have thought that he would need it.',
      ],
    },
  ],
} as const;

function blockText(block: Block): string {
  if (block.kind === 'list') return block.items.map((item, index) => `${index + 1}. ${item}`).join('\n');
  if (block.kind === 'figures') return block.rows.map((row) => row.join(' ')).join('\n');
  return block.text;
}

/** The true text of each page of the report. */
export const reportTruth: readonly string[] = report.map((page, index) =>
  [...page.map(blockText), String(index + 1)].join('\n\n'),
);

export const letterTruth = [
  letter.letterhead.join('\n'),
  letter.address.join('\n'),
  letter.date,
  letter.salutation,
  ...letter.paragraphs,
  letter.closing,
  letter.name,
].join('\n\n');

export const receiptTruth = receipt
  .flatMap((line) => (line === 'rule' ? [] : 'centre' in line ? [line.centre] : [`${line.left} ${line.right}`]))
  .join('\n');

export const noticeTruth = [
  notice.banner,
  notice.title,
  notice.lead,
  notice.times.map((row) => row.join(' ')).join('\n'),
  notice.body,
  notice.small,
].join('\n\n');

/** The true text of each page of the article. */
export const articleTruth: readonly string[] = article.sections
  .map((section) => [section.heading, ...section.paragraphs].filter((text) => text !== '').join('\n\n'))
  .reduce<string[]>(
    (pages, text, index) => {
      const onLastPage = index === article.sections.length - 1;
      const page = onLastPage ? 1 : 0;
      pages[page] = pages[page] === undefined ? text : `${pages[page]}\n\n${text}`;
      return pages;
    },
    [[article.title, article.standfirst, article.byline].join('\n\n')],
  );
