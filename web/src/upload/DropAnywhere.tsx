/** Files and folders that are dropped, and pictures that are pasted, on whichever screen. */

import { useEffect, useState } from 'preact/hooks';
import { useRoom } from '../shell/context.ts';
import { AddIcon } from '../shell/icons.tsx';
import { isField } from '../shell/keys.ts';
import { words } from '../words/words.ts';
import { addGathered } from './add.ts';
import { fromDrop, fromList } from './gather.ts';

const holdsFiles = (transfer: DataTransfer | null) => transfer?.types.includes('Files') ?? false;

export function DropAnywhere() {
  const { queue } = useRoom();
  const [over, setOver] = useState(false);

  useEffect(() => {
    // `dragenter` and `dragleave` fire for every element on the way; their balance tells whether the pointer is inside.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (holdsFiles(event.dataTransfer)) setOver(++depth > 0);
    };
    const leave = (event: DragEvent) => {
      if (holdsFiles(event.dataTransfer)) setOver(--depth > 0);
    };
    // Without this a dropped file would replace the page.
    const allow = (event: DragEvent) => {
      if (holdsFiles(event.dataTransfer)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (event.dataTransfer === null || !holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      void fromDrop(event.dataTransfer).then((gathered) => addGathered(queue, gathered));
    };
    const paste = (event: ClipboardEvent) => {
      // Programs put a picture beside the text: whoever pastes into a field means the text.
      if (isField(event.target)) return;
      const files = event.clipboardData?.files;
      if (files && files.length > 0) addGathered(queue, fromList(files));
    };
    const listeners = Object.entries({ dragenter: enter, dragleave: leave, dragover: allow, drop, paste });
    for (const [name, listener] of listeners) addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of listeners) removeEventListener(name, listener as EventListener);
    };
  }, [queue]);

  if (!over) return null;
  return (
    <div class="drop" role="status">
      <p>
        <AddIcon /> {words.upload.dropAnywhere}
      </p>
    </div>
  );
}
