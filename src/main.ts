import { mount } from 'svelte';
import App from './App.svelte';
import { readUrlState } from './ask/url-state';
import { pageLanguage } from './messages/language.svelte';
import './theme.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app.');
pageLanguage.start(readUrlState(location.search).language);
target.replaceChildren();
mount(App, { target });
