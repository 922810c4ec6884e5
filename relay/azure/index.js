import { app } from "@azure/functions";
import { openAzureHandler } from "./relay.js";

// Anonymous, because Partner Center can send no key of ours: who may come in is for its signature to say.
app.http("partner-center", {
  methods: ["POST"],
  authLevel: "anonymous",
  route: "partner-center",
  handler: openAzureHandler(process.env),
});
