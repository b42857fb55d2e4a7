import '@fontsource-variable/inter';
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { assertExists } from '#shared/base/assert.ts';
import App from './App.svelte';
import { connectHost } from './host/connectHost.ts';
import { AppState } from './state/AppState.svelte.ts';

const app = new AppState(connectHost());
void app.start();
mount(App, { target: assertExists(document.getElementById('app'), 'index.html has it'), props: { app } });
