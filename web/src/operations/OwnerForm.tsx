import { useId, useState } from 'preact/hooks';
import type { Calls } from '../../../functions/src/contract/calls.ts';
import { MAX_ACTIVE_JOBS, MAX_BYTES_PER_DAY, MAX_PAGES_PER_DAY } from '../../../functions/src/contract/limits.ts';
import { useRoom } from '../shell/context.ts';
import { words } from '../words/words.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import type { Owner, Plan } from './operations.ts';
import { parseLimit } from './view.ts';

const text = words.operations.owner;
const MEGABYTE = 1_000_000;
const PLANS = ['standard', 'priority'] as const satisfies readonly Plan[];

interface OwnerFormProps {
  readonly uid: string;
  readonly owner: Owner | null;
  readonly onSaving: () => void;
  readonly onSaved: () => void;
}

export function OwnerForm({ uid, owner, onSaving, onSaved }: OwnerFormProps) {
  const { store } = useRoom();
  const shown = (limit: number | null | undefined, unit = 1) => (limit === null || limit === undefined ? '' : `${limit / unit}`);
  const [plan, setPlan] = useState<Plan>(owner?.plan ?? 'standard');
  const [pages, setPages] = useState(shown(owner?.pagesPerDay));
  const [megabytes, setMegabytes] = useState(shown(owner?.bytesPerDay, MEGABYTE));
  const [jobs, setJobs] = useState(shown(owner?.activeJobs));
  const [wish, setWish] = useState<Calls['setOwner']['request'] | null>(null);
  const [isWrong, setWrong] = useState(false);

  const ask = () => {
    const pagesPerDay = parseLimit(pages, MAX_PAGES_PER_DAY);
    const bytesPerDay = parseLimit(megabytes, MAX_BYTES_PER_DAY, MEGABYTE);
    const activeJobs = parseLimit(jobs, MAX_ACTIVE_JOBS);
    const isRight = pagesPerDay !== undefined && bytesPerDay !== undefined && activeJobs !== undefined;
    setWrong(!isRight);
    onSaving();
    if (isRight) setWish({ uid, plan, pagesPerDay, bytesPerDay, activeJobs });
  };
  return (
    <form
      class="owner"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <fieldset>
        <legend>{text.plan}</legend>
        {PLANS.map((each) => (
          <label key={each} class="op-check">
            <input type="radio" name="plan" value={each} checked={plan === each} onChange={() => setPlan(each)} />
            <span>{text.planOf[each]}</span>
          </label>
        ))}
      </fieldset>
      <Limit label={text.pagesPerDay} value={pages} onChange={setPages} />
      <Limit label={text.megabytesPerDay} value={megabytes} onChange={setMegabytes} />
      <Limit label={text.activeJobs} value={jobs} onChange={setJobs} />
      <p class="hint">{text.limitsHint}</p>
      <p class="finder-wrong" role="alert">
        {isWrong ? text.wrong(MAX_PAGES_PER_DAY, MAX_BYTES_PER_DAY / MEGABYTE, MAX_ACTIVE_JOBS) : ''}
      </p>
      <button type="submit" class="button button-primary">
        {text.save}
      </button>
      {wish === null ? null : (
        <ConfirmDialog
          title={text.confirmTitle}
          act={text.confirmAct}
          onConfirm={async () => {
            await store.call('setOwner', wish);
            onSaved();
          }}
          onClose={() => setWish(null)}
        >
          <p>{text.confirmText}</p>
          <Change wish={wish} />
        </ConfirmDialog>
      )}
    </form>
  );
}

/** What will hold, in full. */
function Change({ wish }: { readonly wish: Calls['setOwner']['request'] }) {
  const limit = (value: number | null, unit = 1) => (value === null ? text.own : (value / unit).toLocaleString(words.locale));
  const rows = [
    [text.plan, text.planOf[wish.plan]],
    [text.pagesPerDay, limit(wish.pagesPerDay)],
    [text.megabytesPerDay, limit(wish.bytesPerDay, MEGABYTE)],
    [text.activeJobs, limit(wish.activeJobs)],
  ] as const;
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name} class="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface LimitProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Limit({ label, value, onChange }: LimitProps) {
  const id = useId();
  return (
    <div class="owner-limit">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
