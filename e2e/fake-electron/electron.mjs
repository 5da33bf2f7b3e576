// Stand-in for `electron`: only what the program uses is here. An import of anything else fails when the program is linked.
import { strict } from './strict.mjs';
import { answering, log } from './wire.mjs';

export { app } from './appModel.mjs';
export { protocol, session } from './sessionModel.mjs';
export { BrowserWindow, ipcMain } from './windowModel.mjs';

const dialogAnswers = [];
const ask = (name) => async (_window, options) => {
  log(`dialog.${name}`, options);
  const answer = dialogAnswers.shift();
  if (answer === undefined) throw new Error(`fake-electron: nobody answers dialog.${name}`);
  return answer;
};

export const dialog = strict('dialog', {
  showOpenDialog: ask('showOpenDialog'),
  showSaveDialog: ask('showSaveDialog'),
  showMessageBox: ask('showMessageBox'),
});

let menu = [];

export const Menu = strict('Menu', {
  buildFromTemplate: (template) => ({ template }),
  setApplicationMenu({ template }) {
    log('Menu.setApplicationMenu', template);
    menu = template;
  },
});

answering('dialog', (answer) => dialogAnswers.push(answer));
answering('menu', ([heading, label]) => {
  const items = menu.find((entry) => entry.label === heading || entry.role === heading).submenu;
  return items.find((entry) => entry.label === label).click();
});
