/**
 * Names that git takes for a branch (git-check-ref-format), as far as letters, digits and `_.-/` go: what it refuses, a runner
 * would only hear of as of a branch that another run has moved.
 */
export const BRANCH_NAME = /^(?!-)(?!.*(?:\.\.|\.lock(?:\/|$)|\.$|\/\.))(?!\.)[\w.-]+(\/[\w.-]+)*$/;
