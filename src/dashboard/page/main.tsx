import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./styles/tokens.css";
import "./styles/page.css";
import "./styles/parts.css";
import "./styles/figures.css";
import "./styles/pictures.css";
import "./styles/views.css";
import { Feed } from "./feed.ts";
import { FeedContext } from "./hooks.ts";
import { Page } from "./page.tsx";
import { applyTheme } from "./theme.ts";

applyTheme();
const root = document.getElementById("page");
if (root !== null) {
  render(
    <FeedContext.Provider value={new Feed()}>
      <Page />
    </FeedContext.Provider>,
    root,
  );
}
