import { at as RefusalError, dt as ExitCode, ft as error, gt as setOutput, ht as setFailed, mt as notice, pt as info, t as harmless, tt as ConfigurationError, ut as describeError, vt as warning } from "./start.js";
import { t as summary } from "./job-summary.js";
import { Hn as validationHeadline, Kn as totalsOf, Sn as nameOf$1, Un as validationSummary, er as count, gr as isProvisional, i as explanationMarkdown, n as summary$1, r as refreshTokenWarnings, t as headline, zn as reviewReport } from "./shared.js";
// src/report/annotations.ts
/** GitHub shows ten annotations of a kind for each step; the summary has the rest. */
const MOST_ANNOTATIONS = 10;
/** A deal goes by its referral, as long as it has one. */
function nameOf(link) {
	return isProvisional(link) ? `Opportunity ${link.opportunity}` : `Deal ${link.referral}`;
}
/** What needs somebody's eyes, the most pressing first. Without field values. */
function annotations({ plan, outcomes, notices = [], left }) {
	const notBegun = left?.changes ? `${count(left.changes, "change")} could not be begun: ${left.reason}. The next run goes on with them.` : null;
	const failed = outcomes.filter(({ outcome, untried }) => (outcome === "rejected" || outcome === "failed") && !untried).map(({ change, outcome, reason }) => {
		const { action, row, side, link } = change;
		const what = `${action} of the ${row?.table ?? side} ${outcome}`;
		return {
			level: "warning",
			title: "Not applied",
			message: `${nameOf(link)}: ${what}: ${reason ?? ""}`
		};
	});
	const untaken = outcomes.flatMap(({ change, outcome, reason, lostBase }) => {
		if (outcome !== "applied" || reason === null || lostBase) return [];
		return [{
			level: "warning",
			title: "Worth knowing",
			message: `${nameOf(change.link)}: ${reason}`
		}];
	});
	const closed = new Set(plan.warnings.filter(({ apart }) => apart).map(({ link }) => link.referral));
	const conflicts = plan.conflicts.filter((conflict) => conflict.winner === null && !closed.has(conflict.link.referral)).map(({ link, field, hasBase }) => {
		const what = hasBase ? "was changed on both sides" : "differs and was never synced before";
		return {
			level: "warning",
			title: "Conflict",
			message: `${nameOf(link)}: ${field} ${what}. Make one side equal to the other.`
		};
	});
	const held = plan.held.filter(({ awaits }) => awaits !== "scope").map(({ link, field, reason }) => {
		return {
			level: "warning",
			title: "Held back",
			message: `${nameOf(link)}: ${field ?? "record"}: ${reason}`
		};
	});
	const questions = plan.questions.map(({ referral, text }) => {
		return {
			level: "warning",
			title: "Held back",
			message: `Deal ${referral}: ${text}`
		};
	});
	const warnings = plan.warnings.map(({ link, text }) => {
		return {
			level: "warning",
			title: "Worth knowing",
			message: `${nameOf(link)}: ${text}`
		};
	});
	const others = notices.map((message) => ({
		level: "warning",
		title: "Set-up",
		message
	}));
	const rest = notBegun === null ? [] : [{
		level: "warning",
		title: "Left to the next run",
		message: notBegun
	}];
	return [
		...others,
		...rest,
		...failed,
		...conflicts,
		...held,
		...questions,
		...untaken,
		...warnings
	].slice(0, MOST_ANNOTATIONS);
}
// src/runner-report.ts
/** GitHub shows ten annotations of a kind for each step; the rest is in the summary, or in the log. */
const MOST_SHOWN = 10;
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
	for (const notice of notices.slice(0, MOST_SHOWN)) annotate("notice", notice);
	setOutputs(review.result);
}
async function reportRun({ result, refused, mapping, refreshToken }) {
	const options = {
		visible: mapping.visible,
		mappingFile: nameOf$1(mapping),
		refreshToken
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
	const problems = error$1 instanceof ConfigurationError ? error$1.problems.slice(0, 9) : [];
	for (const problem of problems) annotate("error", problem);
	const told = harmless(describeError(error$1));
	error(told, error$1 instanceof RefusalError ? { title: REFUSED } : {});
	process.exitCode = ExitCode.Failure;
}
export { reportExplanation, reportFailure, reportNoPlan, reportReview, reportRun, reportText, reportValidation };
