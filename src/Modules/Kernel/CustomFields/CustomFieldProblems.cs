using Crm.Kernel.Problems;

namespace Crm.Kernel.CustomFields;

/// <summary>What can go wrong with custom fields.</summary>
public static class CustomFieldProblems
{
    public static readonly ProblemType KeyTaken = new("customField.keyTaken", 409, "There is a custom field with this key",
        "Keys are never reused for the same kind of record, not even those of archived fields.");

    public static readonly ProblemType TooMany = new("customField.tooMany", 409, "There are as many custom fields as there can be",
        "A kind of record has up to 200 custom fields, archived ones included; up to 25 of them are computed.");

    public static readonly ProblemType TooManyIndexed = new("customField.tooManyIndexed", 409, "There are as many indexed fields as there can be",
        "Each index makes every write of a record dearer: a kind of record has up to 10 indexed custom fields.");

    public static readonly ProblemType ValueTaken = new("customField.valueTaken", 409, "Another record has this value",
        "The custom field is unique among live records. The pointer names the field.");

    public static readonly ProblemType FormulaInvalid = new("customField.formulaInvalid", 422, "The formula or roll-up means nothing",
        "It names members that are not there, puts values together that do not go together, or is made of itself. `detail` says what is wrong.");

    public static readonly ProblemType DefaultUnfit = new("customField.defaultUnfit", 422, "The default does not fit the field",
        "What a new record gets by itself has to be a value that the field takes.");
}
