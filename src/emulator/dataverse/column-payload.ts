import { z } from "zod";
import type { Column, Option } from "./column.ts";
import { DataverseFault, notEmulated, payloadFault } from "./errors.ts";

/** Languages that the environment has; a label in any other is refused. */
const ENGLISH = 1033;
const LONGEST_TEXT = 4000;
const LONGEST_MEMO = 1_048_576;

const label = z.looseObject({
  LocalizedLabels: z
    .array(z.looseObject({ Label: z.string().min(1), LanguageCode: z.literal(ENGLISH) }))
    .min(1),
});
const option = z.looseObject({ Value: z.int(), Label: label });
const column = z.looseObject({
  "@odata.type": z.string(),
  SchemaName: z.string().regex(/^[A-Za-z][A-Za-z0-9]{1,7}_\w{1,90}$/),
  DisplayName: label,
  MaxLength: z.int().min(1).optional(),
  FormatName: z.looseObject({ Value: z.enum(["Text", "Url", "Email"]) }).optional(),
  Format: z.string().optional(),
  DateTimeBehavior: z.looseObject({ Value: z.string() }).optional(),
  DefaultValue: z.boolean().optional(),
  OptionSet: z
    .looseObject({
      Options: z.array(option).optional(),
      TrueOption: option.optional(),
      FalseOption: option.optional(),
    })
    .optional(),
});
type Payload = z.infer<typeof column>;

const NAMESPACE = /^#?Microsoft\.Dynamics\.CRM\./;

/** The column that a definition asks for. @throws DataverseFault 400 for one that cannot be made. */
export function readColumn(json: unknown): Column {
  const parsed = column.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: "" };
    throw payloadFault("Attributes", `Microsoft.OData.ODataException: ${path.join("/")}: ${message}`);
  }
  const payload = parsed.data;
  const basics = {
    name: payload.SchemaName.toLowerCase(),
    schemaName: payload.SchemaName,
    label: textOf(payload.DisplayName),
    writable: "always" as const,
    secured: false,
    initial: null,
  };
  switch (payload["@odata.type"].replace(NAMESPACE, "")) {
    case "StringAttributeMetadata":
      return {
        ...basics,
        type: "String",
        maxLength: lengthOf(payload, LONGEST_TEXT),
        format: payload.FormatName?.Value ?? "Text",
      };
    case "MemoAttributeMetadata":
      return { ...basics, type: "Memo", maxLength: lengthOf(payload, LONGEST_MEMO), format: "TextArea" };
    case "BooleanAttributeMetadata":
      return { ...basics, type: "Boolean", initial: booleanDefault(payload) };
    case "PicklistAttributeMetadata":
      return { ...basics, type: "Picklist", options: optionsOf(payload) };
    case "DateTimeAttributeMetadata": {
      const isDate = payload.DateTimeBehavior?.Value === "DateOnly" && payload.Format === "DateOnly";
      return { ...basics, type: "DateTime", behavior: isDate ? "DateOnly" : "UserLocal" };
    }
    default:
      throw notEmulated(`creating a column of the type ${payload["@odata.type"]}`);
  }
}

function lengthOf({ SchemaName, MaxLength }: Payload, longest: number): number {
  if (MaxLength !== undefined && MaxLength <= longest) return MaxLength;
  throw new DataverseFault(
    400,
    "0x80044331",
    `The MaxLength of attribute ${SchemaName} must be between 1 and ${longest}.`,
  );
}

function booleanDefault({ DefaultValue, OptionSet }: Payload): boolean {
  if (OptionSet?.TrueOption && OptionSet.FalseOption) return DefaultValue ?? false;
  throw invalidArgument("A Boolean attribute needs an OptionSet with a TrueOption and a FalseOption.");
}

function optionsOf({ SchemaName, OptionSet }: Payload): Option[] {
  const options = OptionSet?.Options ?? [];
  if (options.length === 0)
    throw invalidArgument(`Attribute ${SchemaName} needs options, or a global choice.`);
  if (new Set(options.map(({ Value }) => Value)).size < options.length) {
    throw invalidArgument(`Two options of attribute ${SchemaName} have the same value.`);
  }
  return options.map(({ Value, Label }) => ({ value: Value, label: textOf(Label) }));
}

function textOf({ LocalizedLabels }: z.infer<typeof label>): string {
  return LocalizedLabels[0]?.Label ?? "";
}

export function invalidArgument(message: string): DataverseFault {
  return new DataverseFault(400, "0x80040203", message);
}
