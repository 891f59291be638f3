/** How the document is shown: image or text, how large, with marks or without; and the search field. */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { MarksIcon, MinusIcon, PlusIcon } from '../shell/icons.tsx';
import { words } from '../words/words.ts';
import { CopyButton } from './CopyButton.tsx';
import { FindBar } from './FindBar.tsx';
import { LAYOUTS, type Layout, type Zoom, zoomFactor, zoomStep } from './preferences.ts';
import type { Find } from './useFind.ts';
import { isWithin, type Span } from './window.ts';

interface ToolbarProps {
  readonly layout: Layout;
  readonly isWide: boolean;
  readonly zoom: Zoom;
  readonly marks: boolean;
  readonly find: Find;
  /** Where it has no other place. */
  readonly goTo: ComponentChildren;
  readonly onLayout: (layout: Layout) => void;
  readonly onMarks: (marks: boolean) => void;
  readonly onZoom: (zoom: Zoom) => void;
}

export function Toolbar({ layout, isWide, zoom, marks, find, goTo, onLayout, onMarks, onZoom }: ToolbarProps) {
  return (
    <div class="reading-bar">
      <fieldset class="segments" aria-label={words.reading.layout}>
        {LAYOUTS.filter((each) => isWide || each !== 'both').map((each) => (
          <button key={each} type="button" class="segment" aria-pressed={each === layout} onClick={() => onLayout(each)}>
            {words.reading.layouts[each]}
          </button>
        ))}
      </fieldset>
      {layout === 'text' ? null : (
        <fieldset class="zoom" aria-label={words.reading.zoom}>
          <button
            type="button"
            class="button button-quiet button-small button-icon"
            aria-label={words.reading.smaller}
            onClick={() => onZoom(zoomStep(zoom, -1))}
          >
            <MinusIcon />
          </button>
          <span class="zoom-now">{words.reading.percent(Math.round(zoomFactor(zoom) * 100))}</span>
          <button
            type="button"
            class="button button-quiet button-small button-icon"
            aria-label={words.reading.larger}
            onClick={() => onZoom(zoomStep(zoom, 1))}
          >
            <PlusIcon />
          </button>
          <button
            type="button"
            class="button button-quiet button-small zoom-fit"
            onClick={() => onZoom(zoom === 'width' ? 'page' : 'width')}
          >
            {zoom === 'width' ? words.reading.fitPage : words.reading.fitWidth}
          </button>
        </fieldset>
      )}
      <button
        type="button"
        class="button button-quiet button-small button-icon toggle"
        aria-pressed={marks}
        aria-label={words.reading.marks}
        title={words.reading.marksHint}
        onClick={() => onMarks(!marks)}
      >
        <MarksIcon />
      </button>
      <CopyButton label={words.reading.copyAllLabel} text={find.readText}>
        {words.reading.copyAll}
      </CopyButton>
      {goTo}
      <FindBar find={find} />
    </div>
  );
}

interface GoToProps {
  readonly current: number;
  readonly span: Span;
  readonly onGo: (pageNumber: number) => void;
}

/** The number of the page in view, to be written over with another. */
export function GoTo({ current, span, onGo }: GoToProps) {
  const [entry, setEntry] = useState<string | null>(null);
  // What is selected, to be written over, stays so while pages still move into view.
  const [held, setHeld] = useState<number | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // A keyboard that opens on the screen can move another page into view.
    if (document.activeElement !== field.current) setEntry(null);
  }, [current]);
  return (
    <form
      class={`go-to ${entry === null ? '' : 'go-to-written'}`}
      onSubmit={(event) => {
        event.preventDefault();
        const page = Number(entry ?? held ?? current);
        if (Number.isInteger(page) && isWithin(span, page)) onGo(page);
        setEntry(null);
      }}
    >
      <label class="visually-hidden" for="go-to">
        {words.page.goTo}
      </label>
      <input
        ref={field}
        id="go-to"
        type="number"
        inputMode="numeric"
        min={span.first}
        max={span.last}
        value={entry ?? held ?? current}
        onFocus={(event) => {
          setHeld(current);
          event.currentTarget.select();
        }}
        onBlur={() => setHeld(null)}
        onInput={(event) => setEntry(event.currentTarget.value)}
      />
      <span class="go-to-of">{span.first === 1 ? words.page.of(span.last) : words.page.ofSome(span.first, span.last)}</span>
      <button type="submit" class="button button-small">
        {words.page.go}
      </button>
    </form>
  );
}
