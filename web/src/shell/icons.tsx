/** Line icons on a 20-unit grid; decoration only, the words stand beside them. */

import type { ComponentChildren } from 'preact';

function Icon({ children }: { children: ComponentChildren }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const LogoIcon = () => (
  <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="logo-sheet" d="M7 3h12l6 6v18a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Z" />
    <path class="logo-lines" d="M10 13h10M10 18h10M10 23h5" />
  </svg>
);

export const BackIcon = () => (
  <Icon>
    <path d="M12 4.5 6.5 10l5.5 5.5" />
  </Icon>
);

export const AddIcon = () => (
  <Icon>
    <path d="M5 3h6.5L15 6.5V17H5zM10 8.5v5M7.5 11h5" />
  </Icon>
);

export const DownloadIcon = () => (
  <Icon>
    <path d="M10 3.5v9M6.5 9.5 10 13l3.5-3.5M4 16.5h12" />
  </Icon>
);

export const CopyIcon = () => (
  <Icon>
    <path d="M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m4.5 10.5 3.5 3.5 7.5-8" />
  </Icon>
);

export const AlertIcon = () => (
  <Icon>
    <path d="M10 3 2.5 16.5h15zM10 8.5v3.5M10 14.2v.10000" />
  </Icon>
);

export const CrossIcon = () => (
  <Icon>
    <path d="m5.5 5.5 9 9M14.5 5.5l-9 9" />
  </Icon>
);

export const ClockIcon = () => (
  <Icon>
    <path d="M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM10 6.5V10l2.5 1.8" />
  </Icon>
);

export const ReadingIcon = () => (
  <Icon>
    <path d="M5 3h10v14H5zM7.5 7h5M7.5 10h5M7.5 13h3" />
  </Icon>
);

export const OfflineIcon = () => (
  <Icon>
    <path d="M3 3l14 14M4 8.5a9 9 0 0 1 2.8-1.7M9.5 6a9 9 0 0 1 6.5 2.5M7 12a4.5 4.5 0 0 1 3-1.2M10 15.5v.100" />
  </Icon>
);

export const SearchIcon = () => (
  <Icon>
    <path d="M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4ZM12.8 12.8 16.5 16.5" />
  </Icon>
);

export const PreviousIcon = () => (
  <Icon>
    <path d="M4.5 12.5 10 7l5.5 5.5" />
  </Icon>
);

export const NextIcon = () => (
  <Icon>
    <path d="M4.5 7.5 10 13l5.5-5.5" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M10 4.500v11M4.5 10h11" />
  </Icon>
);

export const MinusIcon = () => (
  <Icon>
    <path d="M4.5 10h11" />
  </Icon>
);

export const TurnIcon = () => (
  <Icon>
    <path d="M15.5 10A5.5 5.5 0 1 1 13.5 5.800M13.8 2.500v3.600h-3.6" />
  </Icon>
);

export const PencilIcon = () => (
  <Icon>
    <path d="M4 16l.8-3.4 8.5-8.5 2.6 2.6-8.5 8.500zM11.5 6l2.6 2.6" />
  </Icon>
);

export const MarksIcon = () => (
  <Icon>
    <path d="M4 5.500h12M4 9.500h7M4 14.500h12M13 9.500q.75-1.5 1.5 0t1.5 0" />
  </Icon>
);

export const PersonIcon = () => (
  <Icon>
    <path d="M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM4 17c.4-3.4 2.8-5 6-5s5.6 1.6 6 5" />
  </Icon>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M3.5 6H9M13 6h3.5M3.5 14H7M11 14h5.5M11 4v4M9 12v4" />
  </Icon>
);

export const KeyboardIcon = () => (
  <Icon>
    <path d="M2.5 5h15v10h-15zM5.5 8h.1M8.5 8h.1M11.5 8h.1M14.5 8h.1M6.5 12h7" />
  </Icon>
);

export const LeaveIcon = () => (
  <Icon>
    <path d="M8.5 3.5h-5v13h5M8 10h9M13.5 6.5 17 10l-3.5 3.5" />
  </Icon>
);

export const BellIcon = () => (
  <Icon>
    <path d="M5 14.500V9a5 5 0 0 1 10 0v5.500l1.500 1h-13zM8.500 17.500h3" />
  </Icon>
);

export const PauseIcon = () => (
  <Icon>
    <path d="M7.500 5v10M12.500 5v10" />
  </Icon>
);

export const PlayIcon = () => (
  <Icon>
    <path d="M7 4.500v11l8.500-5.500z" />
  </Icon>
);

export const MoreIcon = () => (
  <Icon>
    <path d="M5 10v.100M10 10v.100M15 10v.100" />
  </Icon>
);

export const TrashIcon = () => (
  <Icon>
    <path d="M4 6h12M8 6V3.500h4V6M5.500 6l.800 10.500h7.400L14.500 6" />
  </Icon>
);

export const ChevronIcon = () => (
  <Icon>
    <path d="m5.500 8 4.500 4.500L14.500 8" />
  </Icon>
);
