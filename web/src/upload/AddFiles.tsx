/** Drop, choose or paste: the three ways in, all over the screen that holds this. */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { LanguageChoice } from '../../../functions/src/contract/options.ts';
import { useRoom } from '../shell/context.ts';
import { AddIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { ACCEPT } from './file.ts';
import { afterClick, CHOICES, recallLanguages, rememberLanguages } from './languages.ts';

const text = words.upload;
const holdsFiles = (transfer: DataTransfer | null) => transfer?.types.includes('Files') ?? false;

export function AddFiles() {
  const { queue } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  const [languages, setLanguages] = useState<LanguageChoice>(recallLanguages);
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

  const chosen: readonly string[] = languages;
  const choose = (clicked: (typeof CHOICES)[number]) => {
    const next = afterClick(languages, clicked);
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
        {CHOICES.map((each) => {
          const isFixed = afterClick(languages, each) === languages;
          return (
            <label key={each} class="choice">
              <input
                type="checkbox"
                checked={chosen.includes(each)}
                aria-disabled={isFixed}
                onClick={(event) => {
                  if (isFixed) event.preventDefault();
                }}
                onChange={() => choose(each)}
              />
              <span>{text.language[each]}</span>
            </label>
          );
        })}
      </fieldset>
    </section>
  );
}
