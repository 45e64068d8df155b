import * as alone from './lone-tab.ts';
import * as strategies from './strategies.ts';

/** What the bench calls in each tab. */
declare global {
  var bench: typeof strategies & typeof alone;
}

globalThis.bench = { ...strategies, ...alone };
