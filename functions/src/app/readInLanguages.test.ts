import { describe, expect, it } from 'vitest';
import type { WordBox } from '../contract/documents.ts';
import { AUTO, type Language, type LanguageChoice, type Model } from '../contract/options.ts';
import type { Orientation, Recognition } from './pagePorts.ts';
import { languagesOfText, newLanguageMemory, readInLanguages } from './readInLanguages.ts';

const INK = { data: new Uint8Array(), width: 100, height: 100, dpi: 200 };
const ENGLISH = 'Every Thursday evening the old library stays open until nine';
const GERMAN = 'Jeden Donnerstag bleibt die alte Bücherei bis neun Uhr geöffnet';
const SWEDISH = 'Varje torsdag kväll håller det gamla biblioteket öppet till klockan nio';
const RUSSIAN = 'Каждый четверг вечером старая библиотека открыта до девяти часов';
const JAPANESE = '毎週木曜日の夜 港のそばの古い 図書館は 九時まで 開いています。 子どもたちは 絵を持ってきます';
const GARBAGE = 'Kaxabin uetBepr Beuepom crapaa 6n6nnoTeKa OTKpbITa';

function recognitionOf(paragraphs: readonly (readonly [text: string, confidence: number])[]): Recognition {
  const read = paragraphs.map(([text, confidence]) =>
    text.split(' ').map((word, index): WordBox => [word, confidence, index * 100, 0, index * 100 + 90, 20]),
  );
  const lines = read.map((words): Recognition['lines'][number] => {
    return { wordCount: words.length, box: [0, 0, 1000, 20], baseline: null, size: 20, begins: 'paragraph' };
  });
  return { text: paragraphs.map(([text]) => text).join('\n'), words: read.flat(), lines };
}

interface Page {
  /** What each data makes of it, joined by "+"; what is not said is garbage. */
  readonly reads: Readonly<Record<string, readonly (readonly [text: string, confidence: number])[]>>;
  readonly orientation?: Orientation;
}

/** A recogniser that writes down what it was asked, and pages' leases that hold so many renewals. */
function desk(renewals = 100) {
  const asked: string[] = [];
  const memory = newLanguageMemory();
  const languageOf = async (text: string): Promise<Language | null> =>
    text === ENGLISH ? 'eng' : text === GERMAN ? 'deu' : null;
  let left = renewals;
  return {
    asked,
    read(page: Page, choice: LanguageChoice = AUTO, model: Model = 'fast') {
      asked.length = 0;
      const recogniser = {
        engine: { name: 'desk', version: '1', data: 'none' },
        recognise: async (_: unknown, data: readonly string[]) => {
          asked.push(data.join('+'));
          return recognitionOf(page.reads[data.join('+')] ?? [[GARBAGE, 30]]);
        },
        detectOrientation: async () => {
          asked.push('orientation');
          return page.orientation ?? { rotation: 0 as const, script: null };
        },
      };
      return readInLanguages({ recogniser, languageOf, model }, INK, choice, memory, async () => left-- > 0);
    },
  };
}

const upright = (script: string) => ({ rotation: 0, script }) as const;
const RUSSIAN_PAGE: Page = { reads: { rus: [[RUSSIAN, 90]], 'rus+Latin': [[RUSSIAN, 90]] }, orientation: upright('Cyrillic') };
const ENGLISH_PAGE: Page = { reads: { Latin: [[ENGLISH, 90]], rus: [[ENGLISH, 80]] }, orientation: upright('Latin') };

describe('languages that were asked for', () => {
  it('are read with and recorded, whatever the page says', async () => {
    const { read, asked } = desk();
    expect(await read(RUSSIAN_PAGE, ['deu', 'eng'])).toMatchObject({ languages: ['deu', 'eng'] });
    expect(asked).toEqual(['deu+eng']);
  });
});

describe('languages that are to be found out', () => {
  it('of a page in Latin letters: it is read once', async () => {
    const { read, asked } = desk();
    const page = { reads: { Latin: [[GERMAN, 90]] } } as const;
    expect(await read(page)).toMatchObject({ languages: ['deu'], recognition: { text: GERMAN } });
    expect(asked).toEqual(['Latin']);
  });

  it('for the accurate model: it is read once more with its language, since a script has no such data; the next at once', async () => {
    const { read, asked } = desk();
    const page = { reads: { Latin: [[GERMAN, 90]], deu: [[`${GERMAN}.`, 90]] } } as const;
    expect(await read(page, AUTO, 'accurate')).toMatchObject({ languages: ['deu'], recognition: { text: `${GERMAN}.` } });
    expect(asked).toEqual(['Latin', 'deu']);
    await read({ reads: { deu: [[GERMAN, 90]] } }, AUTO, 'accurate');
    expect(asked).toEqual(['deu']);
  });

  it('of a page in two of them: both, most of it first', async () => {
    const page: Page = {
      reads: {
        Latin: [
          [ENGLISH, 90],
          [GERMAN, 90],
        ],
      },
    };
    expect(await desk().read(page)).toMatchObject({ languages: ['deu', 'eng'] });
  });

  it('of a page in other letters: its script is asked for, and it is read again', async () => {
    const { read, asked } = desk();
    expect(await read(RUSSIAN_PAGE)).toMatchObject({ languages: ['rus'], recognition: { text: RUSSIAN } });
    expect(asked).toEqual(['Latin', 'orientation', 'rus']);
  });

  it('of the page after it: what the page before was read with is the first guess', async () => {
    const { read, asked } = desk();
    await read(RUSSIAN_PAGE);
    await read(RUSSIAN_PAGE);
    expect(asked).toEqual(['rus']);
    expect(await read(ENGLISH_PAGE)).toMatchObject({ languages: ['eng'] });
    expect(asked).toEqual(['rus', 'Latin']);
    await read({ reads: { eng: [[ENGLISH, 90]] } });
    expect(asked).toEqual(['eng']);
  });

  it('of a page in another language of the same letters than the page before: it is read again, without a guess', async () => {
    const { read, asked } = desk();
    await read(ENGLISH_PAGE);
    const page: Page = { reads: { eng: [[GERMAN, 87]], Latin: [[GERMAN, 91]], deu: [[GERMAN, 91]] } };
    expect(await read(page)).toMatchObject({ languages: ['deu'] });
    expect(asked).toEqual(['eng', 'Latin']);
    await read(page);
    expect(asked).toEqual(['deu']);
  });

  it('of a page in a language that nobody can ask for: it is read with the data of its script, and so is the next', async () => {
    const { read, asked } = desk();
    await read(ENGLISH_PAGE);
    const page: Page = { reads: { eng: [[SWEDISH, 85]], Latin: [[SWEDISH, 91]] } };
    expect(await read(page)).toMatchObject({ languages: ['eng'] });
    expect(asked).toEqual(['eng', 'Latin']);
    await read(page);
    expect(asked).toEqual(['Latin']);
  });

  it('of a page in two scripts, one of which was hardly read: it is read with the data of both', async () => {
    const { read, asked } = desk();
    const reads: Page['reads'] = {
      Latin: [
        [ENGLISH, 90],
        [GARBAGE, 20],
      ],
      'Latin+rus': [
        [ENGLISH, 90],
        [RUSSIAN, 90],
      ],
    };
    expect(await read({ reads, orientation: upright('Cyrillic') })).toMatchObject({ languages: ['rus', 'eng'] });
    expect(asked).toEqual(['Latin', 'orientation', 'Latin+rus']);
  });

  it('of a page in two scripts, both of which made sense: likewise', async () => {
    const { read, asked } = desk();
    await read(RUSSIAN_PAGE);
    const reads: Page['reads'] = {
      rus: [
        [RUSSIAN, 90],
        [ENGLISH, 75],
      ],
      'rus+Latin': [
        [RUSSIAN, 90],
        [ENGLISH, 90],
      ],
    };
    expect(await read({ reads })).toMatchObject({ languages: ['rus', 'eng'] });
    expect(asked).toEqual(['rus', 'rus+Latin']);
  });

  it('of a Japanese page that was taken for Chinese: the likelier script is tried first, then the other', async () => {
    const { read, asked } = desk();
    const page: Page = { reads: { jpn: [[JAPANESE, 90]] }, orientation: upright('Han') };
    expect(await read(page)).toMatchObject({ languages: ['jpn'] });
    expect(asked).toEqual(['Latin', 'orientation', 'chi_sim', 'jpn']);
  });

  it('of a page that lies on its side: how it lies is said, and it is not read again as it is', async () => {
    const { read, asked } = desk();
    const orientation = { rotation: 90, script: 'Cyrillic' } as const;
    expect(await read({ reads: {}, orientation })).toMatchObject({ orientation });
    expect(asked).toEqual(['Latin', 'orientation']);
  });

  it('of a poor page whose script is as guessed, or unknown: the first reading stays', async () => {
    for (const script of ['Latin', 'Hebrew', null]) {
      const { read, asked } = desk();
      const page = { reads: { Latin: [[ENGLISH, 65]] }, orientation: { rotation: 0, script } } as const;
      expect(await read(page)).toMatchObject({ languages: ['eng'], recognition: { text: ENGLISH } });
      expect(asked).toEqual(['Latin', 'orientation']);
    }
  });

  it('of a poor page whose script was told wrong: the surer reading stays', async () => {
    const page = { reads: { Latin: [[ENGLISH, 65]], ara: [[RUSSIAN, 20]] }, orientation: upright('Arabic') } as const;
    expect(await desk().read(page)).toMatchObject({ languages: ['eng'], recognition: { text: ENGLISH } });
  });

  it('of a page without words: nothing more is tried', async () => {
    const { read, asked } = desk();
    expect(await read({ reads: { Latin: [] } })).toMatchObject({ languages: ['eng'] });
    expect(asked).toEqual(['Latin']);
  });

  it('of a page that another worker has taken over: nothing more is read', async () => {
    const first = desk(0);
    expect(await first.read(RUSSIAN_PAGE)).toBe('lost');
    expect(first.asked).toEqual(['Latin']);
    const second = desk(1);
    expect(await second.read(RUSSIAN_PAGE)).toBe('lost');
    expect(second.asked).toEqual(['Latin', 'orientation']);
  });
});

describe('a text that the file itself holds', () => {
  const languageOf = async (text: string): Promise<Language | null> =>
    text.includes(ENGLISH) ? 'eng' : text.includes(GERMAN) ? 'deu' : null;
  const told = (choice: LanguageChoice, ...texts: readonly string[]) =>
    languagesOfText({ languageOf }, recognitionOf(texts.map((text) => [text, 100])), choice);

  it('is in the languages of its letters and words', async () => {
    expect(await told(AUTO, GERMAN)).toEqual(['deu']);
    expect(await told(AUTO, RUSSIAN, ENGLISH)).toEqual(['rus', 'eng']);
    expect(await told(AUTO, JAPANESE)).toEqual(['jpn']);
    expect(await told(AUTO, '每个星期四晚上 港口旁边的旧图书馆 开放到九点 孩子们带来图画')).toEqual(['chi_sim']);
    expect(await told(AUTO, '목요일 저녁마다 항구 옆의 오래된 도서관은 아홉 시까지 문을 엽니다')).toEqual(['kor']);
  });

  it('is in those that were asked for, whatever it says', async () => {
    expect(await told(['fra'], GERMAN)).toEqual(['fra']);
  });
});
