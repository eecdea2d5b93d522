/** DICOM images: files, and folders of them as series. @module */
export { dicomFormat } from "./dicom-format.ts";
