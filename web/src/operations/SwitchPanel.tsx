/** The pipeline's switch and the sweeper. Both concern everybody, so both say what they do before they do it. */

import { useState } from 'preact/hooks';
import type { Control, PipelineMode } from '../firebase/ports.ts';
import { useRoom } from '../shell/context.ts';
import { locale, words } from '../words/words.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';

const text = words.operations.switch;

/** What may be asked for in each state, the mildest first. */
const CHANGES: Readonly<Record<PipelineMode, readonly PipelineMode[]>> = {
  run: ['pause', 'stop'],
  pause: ['run', 'stop'],
  stop: ['run', 'pause'],
};

export function SwitchPanel({ control }: { readonly control: Control | null }) {
  const { store } = useRoom();
  const [wish, setWish] = useState<PipelineMode | null>(null);
  const [isSweeping, setSweeping] = useState(false);
  const [news, setNews] = useState('');
  return (
    <section class="panel switch" aria-labelledby="op-switch">
      <h2 id="op-switch">{text.heading}</h2>
      <div class="switch-state" role="status">
        {control === null ? (
          <span class="waiting">{words.loading}</span>
        ) : (
          <>
            <p class={`switch-mode switch-${control.mode}`}>
              {text.mode[control.mode]}
              {control.changedAt ? (
                <span class="hint">
                  {' '}
                  {text.since(control.changedAt.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }))}
                </span>
              ) : null}
            </p>
            <p>{text.means[control.mode]}</p>
          </>
        )}
      </div>
      <div class="switch-buttons">
        {control === null
          ? null
          : CHANGES[control.mode].map((mode) => (
              <button
                key={mode}
                type="button"
                class={`button ${mode === 'run' ? 'button-primary' : mode === 'stop' ? 'button-bad' : ''}`}
                onClick={() => setWish(mode)}
              >
                {text.change[mode]}
              </button>
            ))}
        <button type="button" class="button" onClick={() => setSweeping(true)}>
          {words.operations.sweep.open}
        </button>
      </div>
      <p class="op-line" role="status">
        {news}
      </p>
      {wish === null ? null : (
        <ConfirmDialog
          title={text.confirm[wish].title}
          act={text.confirm[wish].act}
          dangerous={wish !== 'run'}
          onConfirm={async () => void (await store.call('setPipelineMode', { mode: wish }))}
          onClose={() => setWish(null)}
        >
          <p>{text.confirm[wish].text}</p>
        </ConfirmDialog>
      )}
      {isSweeping ? <SweepDialog onDone={setNews} onClose={() => setSweeping(false)} /> : null}
    </section>
  );
}

function SweepDialog({ onDone, onClose }: { readonly onDone: (news: string) => void; readonly onClose: () => void }) {
  const { store } = useRoom();
  const [afterRestart, setAfterRestart] = useState(false);
  const { sweep } = words.operations;
  const run = async () => {
    onDone('');
    const swept = await store.call('sweep', { afterRestart });
    const count = (name: string) => Number(swept[name] ?? 0);
    onDone(sweep.done(count('advanced'), count('found'), count('expired'), count('failures')));
  };
  return (
    <ConfirmDialog title={sweep.title} act={sweep.act} dangerous={afterRestart} onConfirm={run} onClose={onClose}>
      <p>{sweep.text}</p>
      <label class="op-check">
        <input
          type="checkbox"
          checked={afterRestart}
          aria-describedby="sweep-after-restart"
          onChange={(event) => setAfterRestart(event.currentTarget.checked)}
        />
        <span>{sweep.afterRestart}</span>
      </label>
      <p id="sweep-after-restart" class="hint">
        {sweep.afterRestartHint}
      </p>
    </ConfirmDialog>
  );
}
