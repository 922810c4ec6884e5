export { t as ConfidentialClientApplication, a as CryptoProvider } from "./msal.js";
