import { render } from "preact";
import { html } from "./html";
import { Shell } from "./shell";
import { Store } from "./store";
import { applyTheme } from "./theme";

applyTheme();
render(html`<${Shell} store=${new Store()} />`, document.body);
