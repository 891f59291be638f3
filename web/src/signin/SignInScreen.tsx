import { useState } from 'preact/hooks';
import { type Failure, failureOf } from '../firebase/failure.ts';
import type { Session, SignInWay } from '../firebase/ports.ts';
import { CheckIcon } from '../shell/icons.tsx';
import { Notice } from '../shell/Notice.tsx';
import { Screen } from '../shell/Screen.tsx';
import { failureSentence, words } from '../words/words.ts';
import { PageToText } from './PageToText.tsx';

const text = words.signIn;

export function SignInScreen({ session }: { session: Session }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  /** On success the session's listener changes the screen. */
  const attempt = async (enter: () => Promise<void>) => {
    setBusy(true);
    setFailure(null);
    try {
      await enter();
    } catch (error) {
      setFailure(failureOf(error));
      setBusy(false);
    }
  };

  return (
    <Screen title={text.title} heading={text.heading} class="signin">
      <p class="lead">{text.lead}</p>
      <PageToText />
      <ul class="signin-points">
        {text.points.map((point) => (
          <li key={point}>
            <CheckIcon /> {point}
          </li>
        ))}
      </ul>
      <section class="signin-card" aria-label={text.waysIn}>
        {session.ways.map((way) => (
          <WayIn key={way} way={way} busy={busy} session={session} onEnter={(enter) => void attempt(enter)} />
        ))}
        <div role="alert">{failure ? <Notice tone="bad">{failureSentence(failure)}</Notice> : null}</div>
      </section>
    </Screen>
  );
}

interface FormProps {
  readonly busy: boolean;
  readonly session: Session;
  readonly onEnter: (enter: () => Promise<void>) => void;
}

function WayIn({ way, busy, session, onEnter }: FormProps & { readonly way: SignInWay }) {
  switch (way) {
    case 'anonymous':
      return (
        <div class="signin-way">
          <button
            type="button"
            class="button button-primary button-wide"
            disabled={busy}
            onClick={() => onEnter(() => session.continueWithoutAccount())}
          >
            {text.withoutAccount}
          </button>
          <p class="hint">{text.withoutAccountHint}</p>
        </div>
      );
    case 'google':
      return (
        <div class="signin-way">
          <button
            type="button"
            class="button button-primary button-wide"
            disabled={busy}
            onClick={() => onEnter(() => session.signInWithGoogle())}
          >
            {text.withGoogle}
          </button>
        </div>
      );
    case 'password':
      return <PasswordForm busy={busy} session={session} onEnter={onEnter} />;
  }
}

function PasswordForm({ busy, session, onEnter }: FormProps) {
  const [creating, setCreating] = useState(false);
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    onEnter(() => (creating ? session.createAccount(email.trim(), password) : session.signIn(email.trim(), password)));
  };
  return (
    // The server judges the values: its sentences are ours, the browser's are not.
    <form class="signin-way form" noValidate onSubmit={submit}>
      <p class="or">{text.or}</p>
      <label for="email">{text.email}</label>
      <input id="email" type="email" autocomplete="username" value={email} onInput={(e) => setEmail(e.currentTarget.value)} />
      <label for="password">{text.password}</label>
      <input
        id="password"
        type="password"
        autocomplete={creating ? 'new-password' : 'current-password'}
        aria-describedby={creating ? 'password-hint' : undefined}
        value={password}
        onInput={(e) => setPassword(e.currentTarget.value)}
      />
      {creating ? (
        <p id="password-hint" class="hint">
          {text.newPasswordHint}
        </p>
      ) : null}
      <div class="form-buttons">
        <button type="submit" class="button" disabled={busy}>
          {busy ? text.busy : creating ? text.submitCreate : text.submitSignIn}
        </button>
        <button type="button" class="button-link" onClick={() => setCreating(!creating)}>
          {creating ? text.toSignIn : text.toCreate}
        </button>
      </div>
    </form>
  );
}
