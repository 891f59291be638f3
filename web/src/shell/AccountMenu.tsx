/** Who is here, and what they set for this browser: language, colours, keyboard; and the way out. */

import { useRef, useState } from 'preact/hooks';
import type { User } from '../firebase/ports.ts';
import { words } from '../words/words.ts';
import { chooseTheme, currentTheme, LANGUAGES, rememberLanguage, THEMES, type Theme, type UiLanguage } from './choices.ts';
import { KeyboardIcon, LeaveIcon, PersonIcon, SettingsIcon } from './icons.tsx';
import { openKeyboardHelp } from './KeyboardHelp.tsx';

const text = words.shell;
const MENU = 'account-menu';

interface AccountMenuProps {
  /** null where nobody is signed in: the settings are for everybody. */
  readonly user: User | null;
  /** Files that would not be sent any more. */
  readonly unsent?: number;
  readonly onSignOut?: () => void;
}

/** A popover: the browser opens and closes it, hands the focus back, and tells screen readers whether it is open. */
export function AccountMenu({ user, unsent = 0, onSignOut }: AccountMenuProps) {
  const toggle = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const leaving = useRef<HTMLDialogElement>(null);
  // Without an account there is no way back in.
  const isGuest = user?.email === null;
  const name = user === null ? text.settings : (user.email ?? words.account.guest);
  const signOut = () => {
    menu.current?.hidePopover();
    if (isGuest || unsent > 0) leaving.current?.showModal();
    else onSignOut?.();
  };
  return (
    <div class="account">
      <button ref={toggle} type="button" class="account-toggle" popovertarget={MENU}>
        {user === null ? <SettingsIcon /> : <PersonIcon />}
        {user === null ? null : <span class="visually-hidden">{text.account}: </span>}
        <span class="account-name">{name}</span>
      </button>
      <div ref={menu} id={MENU} popover="auto" class="menu">
        {user === null ? null : <p class="menu-name">{name}</p>}
        <LanguageChoice />
        <ThemeChoice />
        <button
          type="button"
          class="menu-item"
          onClick={() => {
            menu.current?.hidePopover();
            openKeyboardHelp();
          }}
        >
          <KeyboardIcon /> {words.keys.title} <kbd>?</kbd>
        </button>
        {user === null ? null : (
          <button type="button" class="menu-item" onClick={signOut}>
            <LeaveIcon /> {words.account.signOut}
          </button>
        )}
      </div>
      <dialog ref={leaving} class="dialog" aria-labelledby="leave-title" onClose={() => toggle.current?.focus()}>
        <h2 id="leave-title">{isGuest ? words.account.leaveTitle : words.account.signOutTitle}</h2>
        {isGuest ? <p>{words.account.leaveText}</p> : null}
        {unsent > 0 ? <p>{words.account.unsent(unsent)}</p> : null}
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={() => leaving.current?.close()}>
            {words.account.stay}
          </button>
          <button type="button" class="button button-bad" onClick={onSignOut}>
            {isGuest ? words.account.leave : words.account.signOut}
          </button>
        </div>
      </dialog>
    </div>
  );
}

/** Buttons: an arrow key among radios would choose, and choosing loads the page anew. */
function LanguageChoice() {
  const choose = (language: UiLanguage) => {
    rememberLanguage(language);
    location.reload();
  };
  return (
    <fieldset class="pick-one">
      <legend>{text.language}</legend>
      {Object.entries(LANGUAGES).map(([tag, label]) => (
        <button
          key={tag}
          type="button"
          class="pick-one-option"
          lang={tag}
          aria-pressed={tag === words.locale}
          onClick={() => choose(tag as UiLanguage)}
        >
          <span>{label}</span>
        </button>
      ))}
    </fieldset>
  );
}

function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(currentTheme);
  return (
    <Choice
      legend={text.theme}
      name="theme"
      options={THEMES.map((value) => ({ value, label: text.themes[value] }))}
      chosen={theme}
      onChoose={(chosen) => {
        chooseTheme(chosen);
        setTheme(chosen);
      }}
    />
  );
}

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly lang?: string }[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}

function Choice<T extends string>({ legend, name, options, chosen, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset class="pick-one">
      <legend>{legend}</legend>
      {options.map(({ value, label, lang }) => (
        <label key={value} class="pick-one-option" lang={lang}>
          <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
