/** A run as one self-contained page. @module */
export type {
  RecipeLanguage,
  ReportArray,
  ReportFigure,
  ReportHistogram,
  ReportModel,
  ReportOutput,
  ReportPicture,
  ReportPlan,
  ReportProvenance,
  ReportRecipe,
  ReportStage,
  ReportTable,
} from "./model.ts";
export { reportHtml } from "./report.ts";
