/** The operators' screens, in German. */

import type { AuditType } from '../../../functions/src/contract/states.ts';
import { count, number } from './deNumbers.ts';
import type { Words } from './en.ts';

export const operations: Words['operations'] = {
  title: 'Betrieb',
  back: 'Betrieb',
  ago: (time) => `vor ${time}`,
  confirmCancel: 'So lassen',
  working: 'Einen Moment …',

  switch: {
    heading: 'Verarbeitung',
    mode: { run: 'Läuft', pause: 'Pausiert', stop: 'Angehalten' },
    means: {
      run: 'Hochgeladenes wird angenommen und gelesen, wie es kommt.',
      pause: 'Hochgeladenes wird angenommen und wartet. Begonnene Seiten werden zu Ende gelesen; sonst beginnt nichts.',
      stop: 'Nichts beginnt: Hochgeladenes wird nicht angesehen, Dokumente werden nicht abgeschlossen.',
    },
    since: (when) => `seit ${when}`,
    change: { run: 'Fortsetzen', pause: 'Pausieren', stop: 'Anhalten' },
    confirm: {
      run: {
        title: 'Verarbeitung laufen lassen?',
        text: 'Was gewartet hat, wird sofort aufgenommen, und neu Hochgeladenes wird gelesen, wie es kommt.',
        act: 'Fortsetzen',
      },
      pause: {
        title: 'Verarbeitung für alle pausieren?',
        text: 'Begonnene Seiten werden zu Ende gelesen. Alles andere wartet, bis Sie fortsetzen, auch neu Hochgeladenes. Nichts geht verloren.',
        act: 'Für alle pausieren',
      },
      stop: {
        title: 'Verarbeitung für alle anhalten?',
        text: 'Begonnene Seiten werden zu Ende gelesen, sonst geschieht nichts: Nichts Hochgeladenes wird angesehen, kein Dokument abgeschlossen, keine verlorene Arbeit gefunden. Wenn Sie fortsetzen, findet die regelmäßige Suche binnen Minuten, was inzwischen hochgeladen wurde.',
        act: 'Für alle anhalten',
      },
    },
  },

  sweep: {
    open: 'Festgefahrenes aufnehmen',
    title: 'Festgefahrenes aufnehmen?',
    text: 'Sucht nach Dokumenten, deren Arbeit verloren ging, nach Hochgeladenem, das niemand bemerkt hat, und nach Dokumenten, deren Zeit abgelaufen ist, und bringt sie weiter. Das geschieht auch von selbst jede Minute.',
    afterRestart: 'Die Warteschlange hat ihre Aufgaben verloren: jedes unfertige Dokument aufnehmen, wie kurz es auch still war',
    afterRestartHint: 'Nur, wenn die Warteschlange geleert wurde. Arbeit, die noch wartet, würde doppelt getan.',
    act: 'Jetzt aufnehmen',
    done: (advanced, found, expired, failures) => {
      const parts = [
        `${count(advanced, 'Dokument', 'Dokumente')} weitergebracht`,
        `${count(found, 'verlorene Datei', 'verlorene Dateien')} gefunden`,
        `${count(expired, 'abgelaufenes Dokument', 'abgelaufene Dokumente')} gelöscht`,
      ];
      if (failures > 0) parts.push(`${number(failures)} fehlgeschlagen, neuer Versuch folgt`);
      return `${parts.join(', ')}.`;
    },
  },

  now: {
    heading: 'Jetzt',
    oldest: 'Wartet am längsten',
    nothingWaits: 'Nichts wartet',
    pagesPerHour: 'Seiten pro Stunde',
    throughput: (pages, documents, over) => `${pages} aus ${count(documents, 'Dokument', 'Dokumenten')} in ${over}`,
    pagesToday: 'Seiten heute',
    documentsToday: (n) => `in ${count(n, 'Dokument', 'Dokumenten')}, UTC`,
    costToday: 'Kosten heute',
    costNote: 'geschätzt nach Listenpreis',
  },

  states: {
    heading: 'Dokumente nach Zustand',
    takenAt: (time) => `Gezählt um ${time}; bei jeder Änderung erneut.`,
    atLeast: (n) => `${n} oder mehr`,
    refresh: 'Neu zählen',
  },

  cost: {
    heading: 'Kosten pro Tag',
    chart: (days, total, most, when) =>
      `Kosten pro Tag in den letzten ${days} Tagen: insgesamt ${total}, am meisten ${most} am ${when}.`,
    chartEmpty: (days) => `Kosten pro Tag in den letzten ${days} Tagen: noch keine.`,
    total: (total, days) => `${total} in ${days} Tagen`,
    table: 'Als Tabelle',
    day: 'Tag (UTC)',
    documents: 'Dokumente',
    pages: 'Seiten',
    failed: (n) => `${number(n)} Fehler`,
    cost: 'Kosten',
  },

  failures: {
    heading: 'Fehler nach Code',
    none: 'Kein Dokument ist fehlgeschlagen.',
    of: (n) =>
      n === 1
        ? 'Das eine Dokument, das fehlgeschlagen ist oder dem Seiten fehlen.'
        : `Die letzten ${number(n)} Dokumente, die fehlgeschlagen sind oder denen Seiten fehlen.`,
    latest: 'zuletzt',
    latestLabel: (code) => `Verlauf des Dokuments, das zuletzt ${code} hatte`,
  },

  silent: {
    heading: 'Unfertig, am längsten still',
    none: 'Nichts ist unfertig.',
    silence: 'Still seit',
    timelineLabel: (name) => `Verlauf von ${name}`,
    onlyFirst: (n) => `Gezeigt werden die ${number(n)}, die am längsten still waren.`,
  },

  find: {
    heading: 'Finden',
    job: 'Verlauf eines Dokuments',
    jobHint: 'uid/jobId oder ein Pfad oder Link mit beidem',
    jobWrong: 'Das benennt kein Dokument. Es braucht die uid des Besitzers, einen Schrägstrich und die Auftragsnummer.',
    owner: 'Grenzen eines Besitzers',
    ownerHint: 'uid',
    ownerWrong: 'Das ist keine uid.',
    open: 'Öffnen',
    openJob: 'Verlauf öffnen',
    openOwner: 'Grenzen öffnen',
  },

  job: {
    title: (name) => `Verlauf von ${name}`,
    missing:
      'Diesen Auftrag gibt es nicht. Er wurde gelöscht, oder das Hochgeladene wurde noch nicht bemerkt. Seine Ereignisse werden gezeigt, wenn es welche gibt.',
    newer: 'Dieser Auftrag stammt von einer neueren Version von Pagestream.',
    owner: 'Besitzer',
    id: 'Auftragsnummer',
    state: 'Zustand',
    file: 'Datei',
    run: 'Durchlauf',
    lane: 'Warteschlange',
    laneOf: { standard: 'Standard', priority: 'Vorrang' },
    dispatch: 'An die Warteschlange übergeben',
    dispatched: (rounds, tasks) => `${count(tasks, 'Aufgabe', 'Aufgaben')} in ${count(rounds, 'Runde', 'Runden')}`,
    created: 'Angelegt',
    heading: 'Dokument',
    lastSign: 'Letzte Änderung',
    metrics: 'Zahlen',
    queueMs: 'Gewartet',
    processingMs: 'Gedauert',
    renderMs: 'Darstellen, alle Seiten',
    ocrMs: 'Lesen, alle Seiten',
    totalMs: 'Arbeitszeit insgesamt',
    meanConfidence: 'Mittlere Sicherheit',
    cost: 'Kosten',
    events: 'Ereignisse',
    noEvents: 'Keine Ereignisse.',
    sinceStart: 'Nach dem Start',
    sincePrevious: 'Nach dem vorigen',
    eventWindow: (first, last) => `Ereignisse ${number(first)} bis ${number(last)}`,
    noEventWindow: 'Keine weiteren Ereignisse',
    earlier: 'Frühere',
    later: 'Spätere',
    event: {
      queued: 'Hochgeladenes bemerkt',
      planned: 'Seiten gezählt',
      reused: 'Aus einem früheren Dokument beantwortet',
      started: 'Erste Seite begonnen',
      dispatched: 'Erneut an die Warteschlange übergeben',
      page_completed: 'Seite gelesen',
      page_released: 'Seite zurückgelegt',
      page_failed: 'Seite fehlgeschlagen',
      page_cancelled: 'Seite nicht gelesen',
      cancel_requested: 'Besitzer bat um Abbruch',
      retried: 'Neu begonnen',
      completed: 'Fertig',
      completed_with_errors: 'Fertig, mit Lücken',
      failed: 'Fehlgeschlagen',
      cancelled: 'Abgebrochen',
      renamed: 'Umbenannt',
      trashed: 'In den Papierkorb gelegt',
      restored: 'Aus dem Papierkorb geholt',
      shared: 'Geteilt',
      share_revoked: 'Teilen beendet',
      corrected: 'Wörter berichtigt',
    } satisfies Record<AuditType, string>,
    runOf: (run) => `Durchlauf ${run}`,
    pageOf: (page) => `Seite ${number(page)}`,
    attemptOf: (attempt) => `Versuch ${attempt}`,
    round: (round) => `Runde ${round}`,
    pages: 'Seiten',
    pageWindow: (first, last, total) => `Seiten ${number(first)} bis ${number(last)} von ${number(total)}`,
    showPages: 'Versuche und Zeiten jeder Seite',
    page: 'Seite',
    pageState: 'Zustand',
    attempts: 'Versuche',
    drawing: 'Darstellen',
    reading: 'Lesen',
    inAll: 'Gesamt',
  },

  owner: {
    title: (uid) => `Grenzen von ${uid}`,
    notSet: 'Für diesen Besitzer hat niemand etwas festgelegt: Es gelten die allgemeinen Grenzen.',
    plan: 'Tarif',
    planOf: { standard: 'Standard', priority: 'Vorrang: eine eigene Warteschlange' },
    limits: 'Grenzen',
    limitsHint: 'Ein leeres Feld bedeutet die allgemeine Grenze; 0 lässt nichts durch.',
    pagesPerDay: 'Seiten pro Tag',
    megabytesPerDay: 'Megabyte pro Tag',
    activeJobs: 'Dokumente gleichzeitig',
    own: 'die allgemeine Grenze',
    wrong: (pages, megabytes, documents) =>
      `Eine Grenze ist leer oder eine ganze Zahl: höchstens ${number(pages)} Seiten, ${number(megabytes)} Megabyte, ${number(documents)} Dokumente.`,
    today: 'Heute verbraucht (UTC)',
    usedJobs: 'Dokumente',
    usedPages: 'Seiten',
    usedBytes: 'Hochgeladen',
    save: 'Grenzen ändern',
    confirmTitle: 'Ändern, was dieser Besitzer verbrauchen darf?',
    confirmText: 'Es gilt ab dem nächsten Hochladen oder erneuten Lesen. Was gerade gelesen wird, läuft weiter.',
    confirmAct: 'Ändern',
    saved: 'Geändert. Es gilt ab dem nächsten Hochladen.',
    newest: 'Neueste Dokumente',
    noDocuments: 'Keine Dokumente.',
  },
};
