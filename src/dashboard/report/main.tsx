import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "../page/styles/tokens.css";
import "../page/styles/page.css";
import "../page/styles/parts.css";
import "../page/styles/figures.css";
import "../page/styles/pictures.css";
import "./report.css";
import type { ReportData } from "../../client/observer/report-data.ts";
import { applyTheme } from "../page/theme.ts";
import { Report } from "./report.tsx";

applyTheme();
const root = document.getElementById("page");
const data = JSON.parse(document.getElementById("report")?.textContent ?? "null") as ReportData | null;
if (root !== null && data !== null) {
  document.title = data.title;
  render(<Report data={data} />, root);
}
