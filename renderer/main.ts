import { mount } from 'svelte';
import App from './App.svelte';
import NoShell from './shell/NoShell.svelte';
import { connectShell } from './state/shell.ts';
import { language } from './words/language.ts';
import './ui/tokens.css';
import './ui/app.css';

document.documentElement.lang = language;

const target = document.getElementById('app');
const connected = await connectShell(window);

if (target !== null) {
  if (connected.ok) mount(App, { target, props: { connection: connected.connection } });
  else mount(NoShell, { target, props: { reason: connected.reason } });
}
