/** Above the list: how many, which, in which order; selecting; the way to the trash. */

import { useEffect, useRef } from 'preact/hooks';
import { ChevronIcon, TrashIcon } from '../shell/icons.tsx';
import { Link } from '../shell/Link.tsx';
import { words } from '../words/words.ts';
import { type Choice, EVERYTHING, isFiltered, KIND_FILTERS, ORDERS, STATE_FILTERS, TIME_FILTERS } from './choose.ts';

const text = words.jobs;

interface ToolbarProps {
  readonly choice: Choice;
  readonly onChoice: (choice: Choice) => void;
  readonly count: number;
  /** Whether older ones are still to be fetched. */
  readonly more: boolean;
  readonly isSelecting: boolean;
  readonly onSelecting: (selecting: boolean) => void;
}

export function Toolbar({ choice, onChoice, count, more, isSelecting, onSelecting }: ToolbarProps) {
  const filters = useRef<HTMLElement>(null);
  const select = useRef<HTMLButtonElement>(null);
  const wasSelecting = useRef(isSelecting);
  // What was done with the selected ones ends the selecting, with the button that did it.
  useEffect(() => {
    if (wasSelecting.current && !isSelecting && document.activeElement === document.body) select.current?.focus();
    wasSelecting.current = isSelecting;
  }, [isSelecting]);
  const change = (changed: Partial<Choice>) => onChoice({ ...choice, ...changed });
  const showEverything = () => {
    onChoice(EVERYTHING);
    // The button goes.
    filters.current?.focus();
  };
  return (
    <div class="toolbar">
      <div class="toolbar-head">
        <p class="toolbar-count" role="status">
          {more && !isFiltered(choice) ? text.newestFound(count) : text.found(count)}
        </p>
        {isFiltered(choice) ? (
          <button type="button" class="button button-quiet button-small" onClick={showEverything}>
            {text.clearFilters}
          </button>
        ) : null}
      </div>
      <button
        ref={select}
        type="button"
        class="button button-quiet button-small"
        aria-pressed={isSelecting}
        onClick={() => onSelecting(!isSelecting)}
      >
        {isSelecting ? text.selectEnd : text.select}
      </button>
      <Link to="/trash" class="button button-quiet button-small">
        <TrashIcon /> {text.trash}
      </Link>
      <details class="filters">
        <summary ref={filters}>
          {text.filters} <ChevronIcon />
        </summary>
        <div class="filters-body">
          <label>
            <span>{text.nameFilter}</span>
            <input type="search" value={choice.name} onInput={(event) => change({ name: event.currentTarget.value })} />
          </label>
          <Select
            label={text.stateLabel}
            options={STATE_FILTERS}
            names={text.state}
            value={choice.state}
            onChange={(state) => change({ state })}
          />
          <Select
            label={text.kindLabel}
            options={KIND_FILTERS}
            names={text.kind}
            value={choice.kind}
            onChange={(kind) => change({ kind })}
          />
          <Select
            label={text.timeLabel}
            options={TIME_FILTERS}
            names={text.time}
            value={choice.time}
            onChange={(time) => change({ time })}
          />
          <Select
            label={text.orderLabel}
            options={ORDERS}
            names={text.order}
            value={choice.order}
            onChange={(order) => change({ order })}
          />
        </div>
      </details>
    </div>
  );
}

interface SelectProps<T extends string> {
  readonly label: string;
  readonly options: readonly T[];
  readonly names: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Select<T extends string>({ label, options, names, value, onChange }: SelectProps<T>) {
  return (
    <label>
      <span>{label}</span>
      <select
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option === event.currentTarget.value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {names[option]}
          </option>
        ))}
      </select>
    </label>
  );
}
