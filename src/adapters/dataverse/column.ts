import type { ColumnShape, CrmOption, NewColumn } from "../../model/crm.ts";

type Json = Readonly<Record<string, unknown>>;

const NAMESPACE = "Microsoft.Dynamics.CRM.";

/** The definition of a column as the Web API takes it ("Create and update column definitions using the Web API"). */
export function columnDefinition(
  { schemaName, label, description, shape }: NewColumn,
  language: number,
): Json {
  return {
    ...ofType(shape, language),
    SchemaName: schemaName,
    DisplayName: labelIn(label, language),
    Description: labelIn(description, language),
    RequiredLevel: { Value: "None" },
  };
}

/** A text that people see, in one language, given by its number: 1033 is English. */
export function labelIn(text: string, language: number): Json {
  return {
    "@odata.type": `${NAMESPACE}Label`,
    LocalizedLabels: [{ "@odata.type": `${NAMESPACE}LocalizedLabel`, Label: text, LanguageCode: language }],
  };
}

function ofType(shape: ColumnShape, language: number): Json {
  const type = (name: string) => ({ "@odata.type": `${NAMESPACE}${name}AttributeMetadata` });
  switch (shape.type) {
    case "text":
      return { ...type("String"), MaxLength: shape.longest, FormatName: { Value: "Text" } };
    case "url":
      return { ...type("String"), MaxLength: shape.longest, FormatName: { Value: "Url" } };
    case "memo":
      return { ...type("Memo"), MaxLength: shape.longest, Format: "TextArea", ImeMode: "Disabled" };
    case "yes/no":
      return {
        ...type("Boolean"),
        DefaultValue: false,
        OptionSet: {
          "@odata.type": `${NAMESPACE}BooleanOptionSetMetadata`,
          IsGlobal: false,
          TrueOption: { Value: 1, Label: labelIn("Yes", language) },
          FalseOption: { Value: 0, Label: labelIn("No", language) },
        },
      };
    case "date":
      // A day without a time: the same for every viewer. It cannot be changed later.
      return { ...type("DateTime"), Format: "DateOnly", DateTimeBehavior: { Value: "DateOnly" } };
    case "choice":
      return {
        ...type("Picklist"),
        OptionSet: {
          "@odata.type": `${NAMESPACE}OptionSetMetadata`,
          IsGlobal: false,
          OptionSetType: "Picklist",
          Options: shape.options.map((option) => optionIn(option, language)),
        },
      };
  }
}

function optionIn({ value, label }: CrmOption, language: number): Json {
  return { "@odata.type": `${NAMESPACE}OptionMetadata`, Value: value, Label: labelIn(label, language) };
}
