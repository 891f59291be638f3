/** Searching all documents, and their words to check, in German. */

import type { Words } from './en.ts';

const numbers = new Intl.NumberFormat('de');
const number = (n: number) => numbers.format(n);
const count = (n: number, one: string, many: string) => `${number(n)} ${n === 1 ? one : many}`;

export const search: Words['search'] = {
  title: 'Suche',
  openKeys: 'Strg K',
  open: 'Alle Dokumente durchsuchen',
  label: 'Alle Dokumente durchsuchen',
  placeholder: 'Ein Wort oder mehrere',
  how: 'Groß- und Kleinschreibung und Akzente spielen keine Rolle, und auch Teile von Wörtern werden gefunden. Mehrere Wörter werden gefunden, wo sie aufeinander folgen.',
  keys: 'Pfeiltasten gehen durch die Ergebnisse, Enter öffnet eines. Von überall führt Strg + K hierher, außer in einem Dokument auch /.',
  lookingUp: 'Ihre Dokumente werden nachgesehen …',
  allSearched: (n) => (n === 1 ? 'Ihr eines Dokument wird durchsucht.' : `Alle ${number(n)} Dokumente werden durchsucht.`),
  searchedOf: (n, of) => `${number(n)} von ${count(of, 'Dokument', 'Dokumenten')} durchsucht.`,
  coming: (n) => `${count(n, 'Text wird', 'Texte werden')} noch geholt.`,
  running: (n) =>
    n === 1
      ? 'Eines wird noch gelesen und durchsucht, sobald es fertig ist.'
      : `${number(n)} werden noch gelesen und durchsucht, sobald sie fertig sind.`,
  withoutText: (n) => `${count(n, 'hat', 'haben')} keinen Text zum Durchsuchen.`,
  older: (n) => `${count(n, 'älteres wird', 'ältere werden')} auf diesem Gerät nicht durchsucht.`,
  failed: (n) => `${count(n, 'Text konnte', 'Texte konnten')} nicht geholt werden.`,
  offline: 'Sie sind offline: Durchsucht wird, was dieses Gerät schon geholt hat.',
  found: (n) => `In ${count(n, 'Dokument', 'Dokumenten')} gefunden, die neuesten zuerst`,
  nothing: (query) => `Nichts gefunden zu „${query}“`,
  nothingText: 'Versuchen Sie es mit weniger Buchstaben oder nur einem Teil des Wortes: Ein Buchstabe kann falsch gelesen sein.',
  empty: 'Noch nichts zu durchsuchen',
  emptyText: 'Fügen Sie ein Dokument hinzu; sobald es gelesen ist, finden Sie hier jedes Wort daraus.',
  emptyOffline: 'Dieses Gerät hat bisher keine Texte geholt. Das geschieht, sobald Sie wieder verbunden sind.',
  hits: (n) => count(n, 'Stelle', 'Stellen'),
  manyHits: (n) => `${number(n)} Stellen oder mehr`,
  inName: 'in seinem Namen',
  page: (n) => `Seite ${number(n)}`,
  picture: (n) => `Die Stelle auf dem Scan von Seite ${number(n)}`,
  more: (n) => `Mehr zeigen (noch ${number(n)})`,
};

export const check: Words['check'] = {
  title: 'Wörter prüfen',
  word: 'Das Wort',
  field: 'Was steht dort?',
  save: 'Speichern und weiter',
  right: 'Es ist richtig',
  noWord: 'Hier ist kein Wort',
  skip: 'Später',
  undo: 'Rückgängig',
  enterKey: 'Enter',
  shiftEnterKey: 'Umschalt + Enter',
  undoKey: 'Strg + Z',
  keys: 'Wo eines gelesen wurde, können Sie mehrere Wörter schreiben. Ein leeres Feld heißt, dass dort kein Wort ist.',
  left: (left, of) => `Noch ${number(left)} von ${count(of, 'Wort', 'Wörtern')}`,
  more: 'Weitere Dokumente folgen, wenn diese erledigt sind.',
  progressLabel: 'Geprüfte Wörter',
  picture: (word) => `Die Stelle auf dem Scan, die als „${word}“ gelesen wurde`,
  noPicture: 'Das Bild dieser Stelle konnte nicht geholt werden.',
  source: (name, page) => `${name}, Seite ${number(page)}`,
  confidence: (percent) => `zu ${percent} % sicher gelesen`,
  next: 'Nächste Wörter',
  andMore: (n) => `und ${number(n)} weitere`,
  notSaved: (word) => `Was Sie zu „${word}“ gesagt haben, konnte nicht gespeichert werden; es wird noch einmal gefragt.`,
  nothing: 'Nichts zu prüfen',
  nothingText: 'Kein Wort Ihrer Dokumente wurde unsicher gelesen, oder Sie haben alle geprüft.',
  allDone: (n) => `Alles erledigt: ${count(n, 'Wort', 'Wörter')} geprüft`,
  allDoneText: 'Die Texte und Downloads Ihrer Dokumente folgen in wenigen Sekunden.',
  saidSaved: (word) => `Gespeichert als „${word}“.`,
  saidRight: (word) => `„${word}“ ist richtig.`,
  saidNoWord: (word) => `„${word}“ ist kein Wort.`,
  saidUndone: (word) => `Zurückgenommen: „${word}“.`,
  saidLeft: (n) => `Noch ${number(n)}.`,
};
