export { t as ConfidentialClientApplication } from "./msal.js";
