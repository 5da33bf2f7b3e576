// Which programs and libraries a core is opened with: those of the command line, of a dialog, or of this machine. Never a page's path.
import type { CompanionChoice } from '../bridge.ts';
import { NO_COMPANIONS, type CompanionPlaces } from '../loading/companions.ts';

export interface CompanionChoices {
  /** What a person has chosen in a dialog, for cores that are opened with 'chosen' from now on. */
  readonly choose: (what: 'program' | 'folder', path: string) => void;
  readonly placesOf: (choice: CompanionChoice | undefined) => CompanionPlaces;
}

export function newCompanionChoices(named: CompanionPlaces = NO_COMPANIONS): CompanionChoices {
  let chosen = named;
  return {
    choose(what, path) {
      chosen = { ...chosen, [what]: path };
    },
    placesOf(choice) {
      if (choice === 'machine') return { ...chosen, folder: chosen.folder === '' ? '/' : chosen.folder };
      return choice === 'chosen' ? chosen : named;
    },
  };
}
