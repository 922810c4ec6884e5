import { buildSchema } from "graphql";

/** What is asked of GitHub's public GraphQL schema: to read and write files on a branch, and whose token it is. */
export const schema = buildSchema(/* GraphQL */ `
  scalar Base64String
  scalar GitObjectID

  type Query {
    viewer: User!
    repository(owner: String!, name: String!): Repository
  }

  type User {
    login: String!
  }

  type Mutation {
    createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
  }

  type Repository {
    defaultBranchRef: Ref
    ref(qualifiedName: String!): Ref
    object(expression: String): GitObject
  }

  type Ref {
    name: String!
    target: GitObject
  }

  interface GitObject {
    oid: GitObjectID!
  }

  type Commit implements GitObject {
    oid: GitObjectID!
    message: String!
    file(path: String!): TreeEntry
    history(first: Int!): CommitHistoryConnection!
  }

  type CommitHistoryConnection {
    nodes: [Commit]
  }

  type Tree implements GitObject {
    oid: GitObjectID!
  }

  type TreeEntry {
    object: GitObject
  }

  type Blob implements GitObject {
    oid: GitObjectID!
    text: String
  }

  input CreateCommitOnBranchInput {
    branch: CommittableBranch!
    expectedHeadOid: GitObjectID!
    message: CommitMessage!
    fileChanges: FileChanges
  }

  input CommittableBranch {
    repositoryNameWithOwner: String
    branchName: String
  }

  input CommitMessage {
    headline: String!
    body: String
  }

  input FileChanges {
    additions: [FileAddition!] = []
    deletions: [FileDeletion!] = []
  }

  input FileAddition {
    path: String!
    contents: Base64String!
  }

  input FileDeletion {
    path: String!
  }

  type CreateCommitOnBranchPayload {
    commit: Commit
  }
`);
