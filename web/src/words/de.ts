/** Every visible word, in German. `Words` makes a missing message, or one too many, an error of the compiler. */

import type { ErrorCode, WarningCode } from '../../../functions/src/contract/errors.ts';
import type { Output } from '../../../functions/src/contract/options.ts';
import { jobs, share, tray, upload } from './deDocuments.ts';
import { count, number, percentOf, STRG, span } from './deNumbers.ts';
import { operations } from './deOperations.ts';
import { check, search } from './deSearch.ts';
import type { Words } from './en.ts';

const pages = (n: number) => count(n, 'Seite', 'Seiten');

export const de: Words = {
  locale: 'de',
  product: 'Pagestream',
  skip: 'Zum Inhalt springen',
  home: 'Pagestream, Ihre Dokumente',
  loading: 'Lädt …',
  tryAgain: 'Erneut versuchen',
  backToDocuments: 'Alle Dokumente',

  errors: {
    INVALID_OPTIONS:
      'Eine der mitgeschickten Einstellungen ist unbekannt oder liegt außerhalb des Erlaubten. Korrigieren Sie sie und laden Sie die Datei erneut hoch.',
    UNSUPPORTED_TYPE:
      'Das ist keine PDF-, PNG-, JPEG-, TIFF-, WebP-, GIF- oder BMP-Datei, wie auch immer sie heißt. Wandeln Sie sie um und laden Sie sie erneut hoch.',
    EMPTY_FILE: 'Die Datei ist leer (0 Byte). Exportieren oder scannen Sie sie noch einmal.',
    TOO_LARGE: 'Die Datei ist größer als 100 MB. Teilen oder verkleinern Sie sie und laden Sie sie erneut hoch.',
    TOO_MANY_PAGES: 'Das Dokument hat mehr als 2.000 Seiten. Teilen Sie es und laden Sie die Teile hoch.',
    PAGE_TOO_BIG:
      'Die Seite oder das Bild hat zu viele Pixel, um sicher gelesen zu werden. Verkleinern Sie es und laden Sie es erneut hoch.',
    CORRUPT:
      'Die Datei ist beschädigt oder unvollständig und lässt sich nicht öffnen. Exportieren, scannen oder laden Sie sie noch einmal herunter.',
    ENCRYPTED: 'Das Dokument ist mit einem Passwort geschützt. Entfernen Sie das Passwort und laden Sie es erneut hoch.',
    RENDER_FAILED: 'Die Seite konnte auch nach mehreren Versuchen nicht dargestellt werden.',
    OCR_FAILED: 'Die Seite konnte auch nach mehreren Versuchen nicht gelesen werden.',
    OCR_TIMEOUT: 'Das Lesen der Seite hat zu lange gedauert und wurde abgebrochen.',
    IO_ERROR: 'Der Speicher oder die Datenbank hat nicht geantwortet. Versuchen Sie es in einigen Minuten erneut.',
    GW_4XX: 'Der Dienst zur Nachbearbeitung hat das Dokument abgelehnt.',
    GW_5XX: 'Der Dienst zur Nachbearbeitung ist ausgefallen. Versuchen Sie es später erneut.',
    GW_TIMEOUT: 'Der Dienst zur Nachbearbeitung hat nicht rechtzeitig geantwortet. Versuchen Sie es später erneut.',
    QUOTA_EXCEEDED: 'Ihr Kontingent ist vorerst aufgebraucht.',
    BUDGET_EXCEEDED: 'Der Auftrag brauchte mehr Arbeit als erlaubt und wurde angehalten.',
    BAD_TASK: 'Ein Arbeitsschritt gehörte zu keinem bekannten Auftrag oder keiner bekannten Seite und wurde verworfen.',
    CANCELLED: 'Der Auftrag wurde abgebrochen.',
    UNKNOWN:
      'Bei uns ist etwas schiefgegangen. Versuchen Sie es erneut; wenn es wieder geschieht, melden Sie die Auftragsnummer.',
  } satisfies Record<ErrorCode, string>,

  warnings: {
    PDF_FROM_IMAGES: 'Die Datei ließ sich nicht neu schreiben: Ihr durchsuchbares PDF besteht aus Bildern der Seiten.',
    IMAGE_NOT_SHRUNK: 'Das Bild einer Seite ließ sich zum Ansehen nicht verkleinern: Sie sehen es, wie es kam.',
  } satisfies Record<WarningCode, string>,

  failures: {
    offline: 'Es gibt keine Verbindung zum Server. Prüfen Sie Ihr Netz und versuchen Sie es erneut.',
    denied: 'Mit diesem Konto dürfen Sie das nicht. Melden Sie sich ab und wieder an und versuchen Sie es dann noch einmal.',
    missing: 'Die Datei ist nicht mehr da.',
    file_unreadable:
      'Der Browser konnte die Datei nicht lesen. Falls sie verschoben wurde oder ein Ordner ist, wählen Sie sie noch einmal aus.',
    wrong_credentials: 'E-Mail-Adresse und Passwort passen zu keinem Konto. Prüfen Sie beide oder legen Sie ein Konto an.',
    email_taken: 'Zu dieser E-Mail-Adresse gibt es schon ein Konto. Melden Sie sich damit an.',
    bad_email: 'Das ist keine vollständige E-Mail-Adresse.',
    weak_password: 'Das Passwort braucht mindestens sechs Zeichen.',
    too_many_tries: 'Zu viele Versuche. Warten Sie einige Minuten und versuchen Sie es dann erneut.',
    not_enabled: 'Diese Art der Anmeldung ist hier abgeschaltet. Wählen Sie eine andere.',
    popup_closed: 'Das Google-Fenster wurde geschlossen, bevor Sie angemeldet waren.',
    popup_blocked:
      'Ihr Browser hat das Google-Fenster blockiert. Erlauben Sie Pop-ups für diese Seite und versuchen Sie es erneut.',
    start_failed: 'Pagestream konnte nicht starten. Prüfen Sie Ihr Netz und versuchen Sie es erneut.',
    not_now: 'In dem Zustand, in dem das Dokument jetzt ist, geht das nicht.',
    exhausted: 'Ihr Kontingent ist vorerst aufgebraucht.',
    unknown: 'Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.',
  },

  offlineBanner:
    'Sie sind offline. Was Sie sehen, ist vielleicht nicht mehr aktuell; es aktualisiert sich von selbst, sobald Sie wieder verbunden sind.',
  crashed: 'Diese Ansicht ist ausgefallen',
  crashedText: 'Auf der Seite ist etwas kaputtgegangen. Ihre Dokumente sind sicher und werden weiter gelesen.',
  reload: 'Neu laden',
  newVersion: 'Es gibt eine neuere Version von Pagestream. Laden Sie neu, wann es Ihnen passt.',
  later: 'Später',

  signIn: {
    title: 'Anmelden',
    heading: 'Aus Scans wird Text, Seite für Seite.',
    lead: 'Legen Sie ein PDF oder ein Foto ab. Lesen Sie jede Seite, sobald sie fertig ist, und nehmen Sie den Text mit.',
    points: [
      'Jede Seite erscheint, sobald sie gelesen ist',
      'Fragliche Wörter sind markiert und lassen sich über dem Scan berichtigen',
      'Text, Markdown, durchsuchbares PDF und mehr zum Mitnehmen',
    ],
    waysIn: 'Wege hinein',
    withoutAccount: 'Ohne Konto weiter',
    withoutAccountHint:
      'Ihre Dokumente bleiben privat in diesem Browser. Wenn Sie sich abmelden, kommen Sie nicht mehr an sie heran.',
    withGoogle: 'Weiter mit Google',
    or: 'oder mit Ihrer E-Mail-Adresse',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    newPasswordHint: 'Mindestens sechs Zeichen.',
    submitSignIn: 'Anmelden',
    submitCreate: 'Konto anlegen',
    toCreate: 'Neu hier? Konto anlegen',
    toSignIn: 'Schon ein Konto? Anmelden',
    busy: 'Einen Moment …',
  },

  account: {
    guest: 'Kein Konto',
    signOut: 'Abmelden',
    signOutTitle: 'Jetzt abmelden?',
    unsent: (n) => `${count(n, 'Datei ist', 'Dateien sind')} noch nicht hochgeladen und würden weggelassen.`,
    leaveTitle: 'Ohne Konto gehen?',
    leaveText:
      'Sie sind ohne Konto hier. Sobald Sie sich abmelden, kann niemand mehr diese Dokumente öffnen, auch Sie selbst nicht.',
    leave: 'Abmelden und Zugang verlieren',
    stay: 'Bleiben',
  },

  shell: {
    navigation: 'Hauptbereiche',
    account: 'Konto',
    settings: 'Einstellungen',
    language: 'Sprache',
    theme: 'Farben',
    themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
  },

  keys: {
    title: 'Tastatur',
    sections: { everywhere: 'Überall', document: 'In einem Dokument', check: 'Beim Prüfen von Wörtern' },
    does: {
      help: 'Diese Liste zeigen',
      search: 'Alle Dokumente durchsuchen',
      alongHits: 'Durch das, was die Suche gefunden hat',
      close: 'Schließen, was offen ist, oder ein Feld verlassen',
      find: 'Im Dokument suchen',
      nextPage: 'Nächste Seite',
      previousPage: 'Vorige Seite',
      nextHit: 'Nächster Treffer, beim Suchen',
      previousHit: 'Voriger Treffer, beim Suchen',
      alongPages: 'Durch die Liste der Seiten',
      saveWord: 'Wort speichern',
      nextWord: 'Nächstes zu prüfendes Wort',
      saveText: 'Text einer Seite speichern',
      saveAndNext: 'Speichern und weiter zum nächsten Wort',
      isRight: 'Es ist richtig, wie es ist',
      takeBack: 'Das zuletzt Gesagte zurücknehmen',
      later: 'Das Wort später prüfen',
    },
    named: { ctrl: STRG, shift: 'Umschalt', enter: 'Enter', escape: 'Esc', tab: 'Tab', arrows: 'Pfeiltasten' },
    single: 'Einzelne Buchstaben und Zeichen als Kurzbefehle',
    singleHint: 'Schalten Sie das ab, wenn Sie mit Ihrem Computer sprechen oder versehentlich auf Tasten kommen.',
    close: 'Schließen',
  },

  upload,
  jobs,
  share,
  search,
  check,
  operations,
  shared: {
    title: 'Geteiltes Dokument',
    opening: 'Das Dokument wird geöffnet …',
    lead: 'Jemand hat dieses Dokument mit Ihnen geteilt, zum Lesen und zum Mitnehmen.',
    until: (when) => `Der Link gilt bis ${when}.`,
    endedTitle: 'Dieser Link führt nirgendwohin',
    endedText:
      'Das Dokument wird nicht mehr geteilt: Die Zeit des Links ist abgelaufen, sein Besitzer hat ihn beendet, oder die Adresse ist falsch geschrieben. Bitten Sie, wer ihn geschickt hat, um einen neuen.',
    madeWith: 'Erstellt mit',
    about: 'Aus Scans wird Text, Seite für Seite.',
    tryIt: 'Eigene Dokumente lesen',
  },
  tray,

  job: {
    status: {
      queued: 'Wartet',
      processing: 'Wird gelesen',
      completed: 'Fertig',
      completed_with_errors: 'Fertig, mit Lücken',
      failed: 'Fehlgeschlagen',
      cancelled: 'Abgebrochen',
    },
    step: {
      validate: 'Datei wird geprüft',
      plan: 'Seiten werden gezählt',
      recognise: 'Wird gelesen',
      assemble: 'Seiten werden zusammengefügt',
      enrich: 'Letzter Schliff',
      done: 'Wird abgeschlossen',
    },
    queued: 'Wartet auf den Start',
    pages,
    readOf: (done, total) => `${number(done)} von ${pages(total)} gelesen`,
    failedPages: (n) => `${number(n)} fehlgeschlagen`,
    keptPages: (n) => `${pages(n)} behalten`,
    failedPagesNote: (n) =>
      `${pages(n)} ${n === 1 ? 'konnte' : 'konnten'} nicht gelesen werden. Alles andere ist vollständig und in den Downloads enthalten.`,
    quota: {
      used: (limit) => `Das heutige Kontingent von ${limit} ist aufgebraucht.`,
      tooLittle: (left, limit) => `Der Rest des heutigen Kontingents von ${limit} (${left}) reicht für dieses Dokument nicht.`,
      from: (hour) => `Ein neues gibt es ab ${hour} Uhr.`,
      renewed: 'Das Tageskontingent war aufgebraucht. Jetzt gibt es ein neues: Lassen Sie das Dokument erneut lesen.',
      active: (n) =>
        `Höchstens ${count(n, 'Dokument kann', 'Dokumente können')} zugleich in Arbeit sein. Lassen Sie es erneut lesen, wenn eines fertig ist.`,
    },
    inTrash: 'Dieses Dokument liegt im Papierkorb: Es lässt sich lesen und herunterladen, aber nicht ändern.',
    optionInQuestion: (option) => `Es geht um die Einstellung „${option}“.`,
    progressLabel: 'Fortschritt',
    reportId: (jobId) => `Auftragsnummer: ${jobId}`,
    missing: 'Kein solches Dokument',
    missingText: 'Es wurde gelöscht, gehört zu einem anderen Konto, oder die Adresse ist falsch geschrieben.',
    newer: 'Mit einer neueren Version erstellt',
    newerText: 'Dieses Dokument stammt von einer neueren Version von Pagestream. Laden Sie die Seite neu, um sie zu bekommen.',
    result: {
      text: 'Text',
      md: 'Markdown',
      pdf: 'Durchsuchbares PDF',
      pdfa: 'PDF/A',
      json: 'JSON',
      hocr: 'hOCR',
      alto: 'ALTO',
      manifest: 'Manifest',
    } satisfies Record<Output | 'manifest', string>,
    downloadLabel: (what) => `Herunterladen: ${what}`,
    downloading: 'Wird geholt …',
    downloadsSoon: 'Downloads stehen bereit, wenn die letzte Seite fertig ist.',
    downloadsFollow: 'Die Downloads werden gerade mit Ihren Korrekturen auf den neuesten Stand gebracht.',
    downloadsLate:
      'Die Downloads haben Ihre neuesten Korrekturen noch nicht. Es dauert länger als sonst und wird wieder versucht.',
    took: (seconds) => `in ${seconds} s gelesen`,
    sure: (percent) => `${percentOf(percent)} sicher`,
  },

  page: {
    heading: (n) => `Seite ${number(n)}`,
    listHeading: 'Seiten',
    status: {
      pending: 'Wartet',
      processing: 'Wird gelesen …',
      completed: 'Fertig',
      failed: 'Fehlgeschlagen',
      cancelled: 'Nicht gelesen',
    },
    secondAttempt: (n) => `Wird gelesen, Versuch ${n} …`,
    cancelled: 'Der Auftrag wurde abgebrochen, bevor diese Seite gelesen war.',
    noText: 'Kein Text auf dieser Seite.',
    truncated: 'Diese Seite ist sehr lang; ihr Text ist hier gekürzt. Die Downloads enthalten alles.',
    copy: 'Kopieren',
    copyLabel: (n) => `Text von Seite ${n} kopieren`,
    copied: 'Kopiert',
    copyFailed: 'Der Browser hat das Kopieren nicht erlaubt. Markieren Sie stattdessen den Text.',
    scan: (n) => `Scan von Seite ${n}`,
    image: (n) => `Bild von Seite ${n}`,
    imageFailed: 'Das Bild der Seite konnte nicht geholt werden.',
    wordsFailed: 'Die Wörter dieser Seite konnten nicht geholt werden; markieren und korrigieren lässt sich daher keines.',
    turn: (n) => `Seite ${n} um 90° drehen`,
    turnHint: 'Ansicht um 90° drehen',
    sure: (percent) => `${percentOf(percent)} sicher`,
    sureHint: { high: 'gut lesbar', middle: 'einige Wörter prüfen', low: 'mit dem Bild vergleichen' },
    leastSure: (percent) => `jedes zwanzigste Wort höchstens ${percentOf(percent)}`,
    of: (total) => `von ${number(total)}`,
    ofSome: (first, last) => `von ${number(first)}–${number(last)}`,
    goTo: 'Gehe zu Seite',
    go: 'Los',
    keys: 'J und K: nächste und vorige Seite. /: suchen.',
  },

  reading: {
    layout: 'Was gezeigt wird',
    layouts: { image: 'Scan', both: 'Beides', text: 'Text' },
    zoom: 'Größe des Scans',
    smaller: 'Kleiner',
    larger: 'Größer',
    percent: percentOf,
    fitPage: 'Ganze Seite',
    fitWidth: 'Ganze Breite',
    marks: 'Zu prüfende Wörter markieren',
    marksHint: 'Wörter markieren, die falsch sein könnten',
    copyAll: 'Alles kopieren',
    copyAllLabel: 'Alles kopieren, was im Dokument steht',
  },

  find: {
    label: 'In diesem Dokument suchen',
    placeholder: 'Suchen',
    previous: 'Voriger Treffer',
    next: 'Nächster Treffer',
    results: 'Treffer',
    count: (at, total, more) => {
      if (total === 0) return 'Keine Treffer';
      const all = more ? `${number(total)} oder mehr` : number(total);
      return at > 0 ? `${number(at)} von ${all}` : `${all} Treffer`;
    },
    nothing: 'Nichts gefunden. Buchstaben mit und ohne Akzent gelten hier als gleich, ebenso große und kleine.',
    partial: 'Durchsucht werden nur schon gesehene Seiten: Der Text ist vollständig, wenn die letzte Seite fertig ist.',
    listed: (n) => `Aufgeführt sind die ersten ${number(n)} Treffer. Mit „Nächster“ und „Voriger“ erreichen Sie alle.`,
  },

  correct: {
    toCheck: (n) => `${count(n, 'Wort', 'Wörter')} zu prüfen`,
    corrected: (n) => `${number(n)} korrigiert`,
    allChecked: 'Alle Wörter geprüft',
    listLabel: (n) => `Zu prüfende oder korrigierte Wörter auf Seite ${n}`,
    noWord: (was) => `„${was}“ (kein Wort)`,
    correctedLabel: (text, was) => `${text}, korrigiert, gelesen als ${was}`,
    checkedLabel: (text) => `${text}, geprüft`,
    editorLabel: (text) => `„${text}“ korrigieren`,
    wordLabel: 'Was dort steht',
    cutOut: 'Das Wort auf dem Scan',
    keys: (left) =>
      left > 0 ? `Enter speichert, Esc verlässt, Tab: nächstes von ${left} weiteren` : 'Enter speichert, Esc verlässt',
    by: (owner, when, was) => `${owner ? 'Korrigiert' : 'Vom Betreiber korrigiert'}, ${when}. Gelesen als „${was}“.`,
    save: 'Speichern',
    undo: 'Rückgängig',
    leave: 'Abbrechen',
    editText: (n) => `Text von Seite ${n} bearbeiten`,
    editTextHint: 'Text dieser Seite bearbeiten',
    textLabel: (n) => `Text von Seite ${n}`,
    textHint: `Was Sie ändern, wird zu Korrekturen einzelner Wörter. Zeilen bleiben, wie sie auf der Seite stehen. ${STRG} und Enter speichert.`,
    saveText: 'Text speichern',
    unsaved: (n) => `Was Sie auf Seite ${n} geschrieben haben, ist noch nicht gespeichert.`,
    unsavedGo: 'Dorthin',
    noWordToHold: 'Auf dieser Seite wurde nichts gelesen, also gibt es kein Wort zu korrigieren.',
    tooMany: (n, most) =>
      `Das sind ${number(n)} geänderte Wörter; auf einmal lassen sich ${number(most)} speichern. Speichern Sie in Teilen.`,
    tooLong: 'Ein Wort wurde zu lang. Verteilen Sie, was Sie hinzufügen, auf mehrere Wörter.',
    failed: (n) => `Die Korrektur auf Seite ${n} wurde nicht gespeichert und ist zurückgenommen.`,
    lost: (name) => `Nicht alle Ihre Korrekturen in „${name}“ konnten gespeichert werden.`,
  },

  follow: {
    left: (minutes) => (minutes < 1 ? 'noch weniger als eine Minute' : `noch etwa ${span(minutes)}`),
    silence: (minutes) =>
      `Kein Lebenszeichen seit ${minutes < 2 ? '90 Sekunden' : span(minutes)}. Verlorene Arbeit wird von selbst wieder aufgenommen; Sie können auch abbrechen.`,
    cancel: 'Abbrechen',
    cancelling: 'Wird angehalten. Seiten, die gerade gelesen werden, werden noch fertig.',
    retryOtherwise: 'Mit anderen Einstellungen erneut lesen …',
    retryTitle: 'Erneut lesen',
    retryScope: 'Seiten',
    scopeFailed: (n) => `Nur die fehlenden (${number(n)})`,
    scopeAll: (n) => (n === 1 ? 'Die eine Seite' : `Alle ${pages(n)}`),
    retryMode: 'Text, den Seiten schon enthalten',
    mode: { auto: 'Verwenden, wenn er gut ist', force: 'Jede Seite lesen', skip: 'Immer verwenden' },
    retryHint: 'Ihre Korrekturen bleiben: Sie werden an ihrer Stelle wiedergefunden.',
    retryLeave: 'So lassen',
    retryStart: 'Erneut lesen',
    warningOnPage: (n, sentence) => `Seite ${n}: ${sentence}`,
  },

  announce: {
    queued: 'Wartet auf den Start.',
    reading: (done, total) => `${number(done)} von ${pages(total)} gelesen.`,
    completed: (n) => `Fertig. ${pages(n)} gelesen.`,
    completedWithErrors: (done, failed) => `Fertig. ${pages(done)} gelesen, ${number(failed)} fehlgeschlagen.`,
    cancelled: 'Abgebrochen.',
  },

  nowhere: {
    title: 'Nicht gefunden',
    heading: 'Unter dieser Adresse gibt es nichts',
    text: 'Vielleicht ist die Adresse falsch geschrieben.',
  },
};
