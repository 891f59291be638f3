/** Drop, choose or paste: the three ways in, all over the screen that holds this. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { LANGUAGES, type Language } from '../../../functions/src/contract/options.ts';
import { useRoom } from '../shell/context.ts';
import { AddIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { ACCEPT } from './file.ts';
import { recallLanguages, rememberLanguages } from './languages.ts';

const text = words.upload;
const holdsFiles = (transfer: DataTransfer | null) => transfer?.types.includes('Files') ?? false;

export function AddFiles() {
  const { queue } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  const [languages, setLanguages] = useState<readonly Language[]>(recallLanguages);
  const [over, setOver] = useState(false);

  useEffect(() => {
    const add = (files: FileList | undefined) => {
      if (files && files.length > 0) queue.add([...files], languages);
    };
    // `dragenter` and `dragleave` fire for every element on the way; their balance tells whether the pointer is inside.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (holdsFiles(event.dataTransfer)) setOver(++depth > 0);
    };
    const leave = (event: DragEvent) => {
      if (holdsFiles(event.dataTransfer)) setOver(--depth > 0);
    };
    // Without this a file that misses the zone would replace the page.
    const allow = (event: DragEvent) => {
      if (holdsFiles(event.dataTransfer)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      add(event.dataTransfer?.files);
    };
    const paste = (event: ClipboardEvent) => add(event.clipboardData?.files);
    const listeners = Object.entries({ dragenter: enter, dragleave: leave, dragover: allow, drop, paste });
    for (const [name, listener] of listeners) addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of listeners) removeEventListener(name, listener as EventListener);
    };
  }, [queue, languages]);

  const choose = (language: Language, on: boolean) => {
    const next = LANGUAGES.filter((each) => (each === language ? on : languages.includes(each)));
    if (next.length === 0) return;
    setLanguages(next);
    rememberLanguages(next);
  };

  return (
    <section class={`add ${over ? 'add-over' : ''}`} aria-labelledby="add-heading">
      <h2 id="add-heading" class="visually-hidden">
        {text.heading}
      </h2>
      <div class="add-main">
        <AddIcon />
        <p class="add-title">{over ? text.dropNow : text.drop}</p>
        <button type="button" class="button button-primary" onClick={() => input.current?.click()}>
          {text.choose}
        </button>
        <input
          ref={input}
          type="file"
          multiple
          accept={ACCEPT}
          class="visually-hidden"
          tabIndex={-1}
          aria-hidden="true"
          onChange={(event) => {
            const { files } = event.currentTarget;
            if (files) queue.add([...files], languages);
            // So that choosing the same file again is a change.
            event.currentTarget.value = '';
          }}
        />
      </div>
      <p class="hint">{text.hint}</p>
      <fieldset class="choices">
        <legend>{text.languages}</legend>
        {LANGUAGES.map((language) => (
          <label key={language} class="choice">
            <input
              type="checkbox"
              checked={languages.includes(language)}
              // The last one stays: a text has some language.
              aria-disabled={languages.length === 1 && languages[0] === language}
              onClick={(event) => {
                if (languages.length === 1 && languages[0] === language) event.preventDefault();
              }}
              onChange={(event) => choose(language, event.currentTarget.checked)}
            />
            <span>{text.language[language]}</span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}
