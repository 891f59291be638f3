/** The German of reading and correcting a document. */

import type { Words } from './en.ts';

const numbers = new Intl.NumberFormat('de');
const count = (n: number, one: string, many: string) => `${numbers.format(n)} ${n === 1 ? one : many}`;

export const reading: Words['reading'] = {
  layout: 'Was gezeigt wird',
  layouts: { image: 'Scan', both: 'Beides', text: 'Text' },
  zoom: 'Größe des Scans',
  smaller: 'Kleiner',
  larger: 'Größer',
  percent: (percent) => `${percent} %`,
  fitPage: 'Ganze Seite',
  fitWidth: 'Ganze Breite',
  marks: 'Zu prüfende Wörter markieren',
  marksHint: 'Wörter markieren, die falsch sein könnten',
  copyAll: 'Alles kopieren',
  copyAllLabel: 'Alles kopieren, was im Dokument steht',
};

export const find: Words['find'] = {
  label: 'In diesem Dokument suchen',
  placeholder: 'Suchen',
  previous: 'Voriger Treffer',
  next: 'Nächster Treffer',
  results: 'Treffer',
  count: (at, total, more) => {
    if (total === 0) return 'Keine Treffer';
    const all = more ? `${numbers.format(total)} oder mehr` : numbers.format(total);
    return at > 0 ? `${numbers.format(at)} von ${all}` : `${all} Treffer`;
  },
  nothing: 'Nichts gefunden. Buchstaben mit und ohne Akzent gelten hier als gleich, ebenso große und kleine.',
  partial: 'Gesucht wird nur in den bisher gesehenen Seiten: Vollständig ist der Text, wenn die letzte Seite gelesen ist.',
  listed: (n) => `Die ersten ${n} Treffer sind aufgeführt. „Nächster“ und „Voriger“ erreichen alle.`,
};

export const correct: Words['correct'] = {
  toCheck: (n) => `${count(n, 'Wort', 'Wörter')} zu prüfen`,
  corrected: (n) => `${numbers.format(n)} berichtigt`,
  allChecked: 'Alle Wörter geprüft',
  listLabel: (n) => `Zu prüfende und berichtigte Wörter von Seite ${n}`,
  noWord: (was) => `„${was}“ (kein Wort)`,
  correctedLabel: (text, was) => `${text}, berichtigt, gelesen als ${was}`,
  checkedLabel: (text) => `${text}, geprüft`,
  editorLabel: (text) => `„${text}“ berichtigen`,
  wordLabel: 'Was das Wort heißt',
  cutOut: 'Das Wort auf dem Scan',
  keys: (left) => (left > 0 ? `Enter speichert, Esc verlässt, Tab: eines von ${left} weiteren` : 'Enter speichert, Esc verlässt'),
  by: (owner, when, was) => `${owner ? 'Berichtigt' : 'Vom Betrieb berichtigt'}, ${when}. Gelesen als „${was}“.`,
  save: 'Speichern',
  undo: 'Zurücknehmen',
  leave: 'Abbrechen',
  editText: (n) => `Text von Seite ${n} bearbeiten`,
  editTextHint: 'Text dieser Seite bearbeiten',
  textLabel: (n) => `Text von Seite ${n}`,
  textHint:
    'Was Sie ändern, wird zu Berichtigungen einzelner Wörter. Die Zeilen bleiben, wie sie auf der Seite stehen. Strg und Enter speichert.',
  saveText: 'Text speichern',
  noWordToHold: 'Auf dieser Seite wurde nichts gelesen, also gibt es kein Wort zu berichtigen.',
  tooMany: (n, most) => `Das sind ${n} geänderte Wörter; ${most} lassen sich auf einmal speichern. Speichern Sie in Teilen.`,
  tooLong: 'Ein Wort ist zu lang geworden. Verteilen Sie, was Sie ergänzen, auf mehrere Wörter.',
  failed: (n) => `Die Berichtigung auf Seite ${n} wurde nicht gespeichert und ist zurückgenommen.`,
};

export const follow: Words['follow'] = {
  left: (seconds) =>
    seconds < 45
      ? 'noch weniger als eine Minute'
      : `noch etwa ${count(Math.max(1, Math.round(seconds / 60)), 'Minute', 'Minuten')}`,
  silence: (seconds) =>
    `Seit ${seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} Minuten`} kein Lebenszeichen. Verlorene Arbeit wird von selbst wieder aufgenommen; Sie können auch abbrechen und es noch einmal versuchen.`,
  cancel: 'Abbrechen',
  cancelling: 'Wird angehalten. Seiten, die gerade gelesen werden, werden noch fertig.',
  retryPage: 'Diese Seite noch einmal lesen',
  retryFailed: (n) => `${count(n, 'Seite', 'Seiten')} noch einmal lesen`,
  retryAll: 'Noch einmal versuchen',
  retryOtherwise: 'Mit anderen Einstellungen lesen …',
  retryTitle: 'Noch einmal lesen',
  retryScope: 'Seiten',
  scopeFailed: (n) => `Nur die fehlenden (${numbers.format(n)})`,
  scopeAll: (n) => `Alle ${count(n, 'Seite', 'Seiten')}`,
  retryMode: 'Text, den Seiten schon enthalten',
  mode: { auto: 'Nehmen, wenn er gut ist', force: 'Jede Seite lesen', skip: 'Immer nehmen' },
  retryHint: 'Ihre Berichtigungen bleiben: Sie werden an ihrem Ort wiedergefunden.',
  retryLeave: 'Lassen',
  retryStart: 'Noch einmal lesen',
  warningOnPage: (n, sentence) => `Seite ${n}: ${sentence}`,
};
