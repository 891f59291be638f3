/** Choose files, a folder or a photo. Dropping and pasting work on every screen: `DropAnywhere`. */

import { useRef } from 'preact/hooks';
import { useRoom } from '../shell/context.ts';
import { AddIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { addGathered } from './add.ts';
import { ACCEPT } from './file.ts';
import { fromFolder, fromList } from './gather.ts';
import { Options } from './Options.tsx';

const text = words.upload;

export function AddFiles() {
  const { queue } = useRoom();
  const input = useRef<HTMLInputElement>(null);
  return (
    <section class="add" aria-labelledby="add-heading">
      <h2 id="add-heading" class="visually-hidden">
        {text.heading}
      </h2>
      <div class="add-main">
        <AddIcon />
        <p class="add-title">{text.drop}</p>
        <div class="add-ways">
          <button type="button" class="button button-primary" onClick={() => input.current?.click()}>
            {text.choose}
          </button>
          <button
            type="button"
            class="button add-photo"
            onClick={() => pick({ accept: 'image/*', capture: 'environment' }, (files) => addGathered(queue, fromList(files)))}
          >
            {text.photo}
          </button>
          <button
            type="button"
            class="button add-folder"
            onClick={() => pick({ webkitdirectory: '' }, (files) => addGathered(queue, fromFolder(files)))}
          >
            {text.chooseFolder}
          </button>
        </div>
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
            if (files) addGathered(queue, fromList(files));
            // So that choosing the same file again is a change.
            event.currentTarget.value = '';
          }}
        />
      </div>
      <p class="hint">
        {text.hint} <span class="add-drop">{text.dropHint}</span>
      </p>
      <Options />
    </section>
  );
}

/** Opens the browser's chooser with an input that lives as long as it does. */
function pick(
  wish: { readonly accept?: string; readonly capture?: string; readonly webkitdirectory?: '' },
  take: (files: FileList) => void,
): void {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', hidden: true });
  // Not every browser has all of these as properties.
  for (const [name, value] of Object.entries(wish)) input.setAttribute(name, value);
  // Some browsers drop the answer of an input that is nowhere in the page.
  document.body.append(input);
  input.addEventListener('cancel', () => input.remove());
  input.addEventListener('change', () => {
    if (input.files) take(input.files);
    input.remove();
  });
  input.click();
}
