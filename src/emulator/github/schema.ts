import { buildSchema } from "graphql";

/** The part of GitHub's public GraphQL schema that reads and writes files on a branch. */
export const schema = buildSchema(/* GraphQL */ `
  scalar Base64String
  scalar GitObjectID
  scalar GitTimestamp
  scalar URI

  type Query {
    viewer: User!
    repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
  }

  type User {
    login: String!
  }

  type Mutation {
    createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
  }

  type Repository {
    id: ID!
    nameWithOwner: String!
    defaultBranchRef: Ref
    ref(qualifiedName: String!): Ref
    object(oid: GitObjectID, expression: String): GitObject
  }

  type Ref {
    id: ID!
    name: String!
    prefix: String!
    target: GitObject
  }

  interface GitObject {
    id: ID!
    oid: GitObjectID!
  }

  type Commit implements GitObject {
    id: ID!
    oid: GitObjectID!
    message: String!
    messageHeadline: String!
    messageBody: String!
    file(path: String!): TreeEntry
    history(first: Int!): CommitHistoryConnection!
    signature: GitSignature
  }

  type CommitHistoryConnection {
    nodes: [Commit]
  }

  type GitSignature {
    isValid: Boolean!
    state: String!
    wasSignedByGitHub: Boolean!
  }

  type Tree implements GitObject {
    id: ID!
    oid: GitObjectID!
  }

  type TreeEntry {
    name: String!
    path: String
    type: String!
    oid: GitObjectID!
    object: GitObject
  }

  type Blob implements GitObject {
    id: ID!
    oid: GitObjectID!
    byteSize: Int!
    isBinary: Boolean
    isTruncated: Boolean!
    text: String
  }

  input CreateCommitOnBranchInput {
    clientMutationId: String
    branch: CommittableBranch!
    expectedHeadOid: GitObjectID!
    message: CommitMessage!
    fileChanges: FileChanges
  }

  input CommittableBranch {
    id: ID
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
    clientMutationId: String
    commit: Commit
    ref: Ref
  }
`);
