import { At as ExitCode, Ct as RefusalError, Ft as setOutput, Lt as warning, Mt as info, Nt as notice, Ot as describeError, Pt as setFailed, jt as error, t as harmless, yt as ConfigurationError } from "./start.js";
import { t as summary } from "./job-summary.js";
import { Lr as openConflicts, Qn as nameOf, Vr as totalsOf, Xr as count, br as validationSummary, gr as reviewReport, i as explanationMarkdown, n as summary$1, r as refreshTokenWarnings, t as headline, ui as isProvisional, yr as validationHeadline } from "./shared.js";
/** A deal goes by its referral, as long as it has one. */
function about(link, title, text) {
	return {
		title,
		message: `${isProvisional(link) ? `Opportunity ${link.opportunity}` : `Deal ${link.referral}`}: ${text}`
	};
}
/** Such as "the opportunity was not closed". */
function undone({ action, row, side }) {
	const record = row?.table ?? side;
	return {
		create: `the ${record} was not created`,
		update: `the ${record} was not updated`,
		close: `the ${record} was not closed`,
		qualify: `the ${record} was not qualified`,
		note: `no note was written on the ${record}`,
		share: "the deal was not shared",
		invite: "Microsoft was not asked for help"
	}[action];
}
/** What needs somebody's eyes, the most pressing first. Without field values. */
function annotations({ plan, outcomes, notices = [], left }) {
	const others = notices.map((message) => ({
		title: "Set-up",
		message
	}));
	const notBegun = left?.changes ? `${count(left.changes, "change")} could not be started: ${left.reason}. The next run goes on with them.` : null;
	const rest = notBegun === null ? [] : [{
		title: "Left to the next run",
		message: notBegun
	}];
	const failed = outcomes.filter(({ outcome, untried }) => (outcome === "rejected" || outcome === "failed") && !untried).map(({ change, reason }) => about(change.link, "Not applied", `${undone(change)}: ${reason ?? ""}`));
	const conflicts = openConflicts(plan).map(({ link, field, hasBase }) => {
		return about(link, "Conflict", `${field} ${hasBase ? "was changed on both sides" : "differs and was never synced before"}. Make both sides equal, or decide with resolve, as the summary shows.`);
	});
	const held = plan.held.filter(({ awaits }) => awaits !== "scope").map(({ link, field, reason }) => about(link, "Held back", `${field === null ? "" : `${field}: `}${reason}`));
	const questions = plan.questions.map(({ referral, text }) => {
		return {
			title: "Held back",
			message: `Deal ${referral}: ${text}`
		};
	});
	const untaken = outcomes.flatMap(({ change, outcome, reason, lostBase }) => {
		if (outcome !== "applied" || reason === null || lostBase) return [];
		return [about(change.link, "Worth knowing", reason)];
	});
	const warnings = plan.warnings.map(({ link, text }) => about(link, "Worth knowing", text));
	return [
		...others,
		...rest,
		...failed,
		...conflicts,
		...held,
		...questions,
		...untaken,
		...warnings
	].slice(0, 10);
}
// src/runner-report.ts
const SHOW = {
	error,
	warning,
	notice
};
/** Shows a problem where it is: at its line of the mapping, in the files of a pull request. */
function annotate(level, { where, file, line, column, message }) {
	const place = file ? {
		file,
		...line ? { startLine: line } : {},
		...column ? { startColumn: column } : {}
	} : {};
	SHOW[level](harmless(`${where}: ${message}`), place);
}
/** What a run has done is done, whether or not there is room for its summary: it is shown in the log then. */
async function summarise(markdown) {
	try {
		await summary.addRaw(markdown).write();
	} catch (error) {
		warning(harmless(`It is in the log instead: ${String(error)}`), { title: "No job summary" });
		info(harmless(markdown));
	}
}
/** A mistake fails the step; a warning does not. */
async function reportValidation(checked) {
	for (const { problems, warnings, notices } of checked) {
		for (const problem of problems) annotate("error", problem);
		for (const warning of warnings) annotate("warning", warning);
		for (const notice of notices) annotate("notice", notice);
	}
	await summarise(validationSummary(checked));
	const headline = harmless(validationHeadline(checked));
	if (checked.some(({ problems }) => problems.length > 0)) setFailed(headline);
	else info(headline);
}
function reportNoPlan() {
	notice("A pull request from a fork, or of Dependabot, is given no secrets, so the live records were not read. The mapping was only validated. Push it to a branch of this repository to see its plan.", { title: "No plan" });
}
async function reportReview({ review, report, notices, uncommented }) {
	await summarise(reviewReport(review, report));
	if (uncommented !== null) warning(harmless(uncommented), { title: "No comment on the pull request" });
	for (const doubt of report.doubts) annotate("warning", doubt);
	for (const notice of notices.slice(0, 10)) annotate("notice", notice);
	setOutputs(review.result);
}
async function reportRun({ result, refused, mapping, refreshToken, crm }) {
	const options = {
		visible: mapping.visible,
		mappingFile: nameOf(mapping),
		refreshToken,
		crm
	};
	await summarise(summary$1(result, options));
	const warnings = [...refreshTokenWarnings(refreshToken), ...annotations(result)];
	for (const { title, message } of warnings) warning(harmless(message), { title });
	setOutputs(result);
	if (refused) reportFailure(refused);
}
async function reportExplanation({ explanation, mapping }) {
	await summarise(explanationMarkdown(explanation, mapping.visible));
}
async function reportText({ text, plain, failed, matrix, problems = [] }) {
	if (matrix !== void 0) setOutput("matrix", matrix);
	for (const problem of problems) annotate("error", problem);
	await summarise(text);
	info(harmless(plain ?? text));
	if (failed) setFailed("Something needs a person; the summary says what.");
}
function setOutputs(result) {
	const totals = totalsOf(result);
	setOutput("plan-digest", result.digest);
	setOutput("approval-digest", result.approvalDigest ?? "");
	for (const name of [
		"changes",
		"created",
		"updated",
		"conflicts",
		"held",
		"failed"
	]) setOutput(name, totals[name]);
	setOutput("state-commit", result.stateCommit ?? "");
	info(harmless(headline(result, totals)));
}
const REFUSED = "Refused";
function reportFailure(error$1) {
	const problems = error$1 instanceof ConfigurationError ? error$1.problems.filter(({ file }) => file) : [];
	for (const problem of problems.slice(0, 9)) annotate("error", problem);
	const told = harmless(describeError(error$1));
	error(told, error$1 instanceof RefusalError ? { title: REFUSED } : {});
	process.exitCode = ExitCode.Failure;
}
export { reportExplanation, reportFailure, reportNoPlan, reportReview, reportRun, reportText, reportValidation };
