/**
 * Names that git takes for a branch (git-check-ref-format), of letters, digits and `_.-/`. What git refuses would only
 * be seen when a run commits, and look like a branch that another run has moved.
 */
export const BRANCH_NAME = /^(?!-)(?!.*(?:\.\.|\.lock(?:\/|$)|\.$|\/\.))(?!\.)[\w.-]+(\/[\w.-]+)*$/;
