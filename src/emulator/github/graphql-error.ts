/** An error of a GraphQL field, with GitHub's word for its kind. */
export class TypedError extends Error {
  readonly type: "FORBIDDEN" | "NOT_FOUND" | "STALE_DATA" | "UNPROCESSABLE";

  constructor(type: TypedError["type"], message: string) {
    super(message);
    this.type = type;
  }
}
