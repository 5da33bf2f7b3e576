// `node --import register.mjs out/main/desktop.js`: the program's `electron` is the stand-in beside this file.
import { register } from 'node:module';

register('./resolve.mjs', import.meta.url);
